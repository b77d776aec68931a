"""How the nouns of a sentence stand to a figure or a trigger, as names of features."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from innograph.extract import grammar

if TYPE_CHECKING:
    from spacy.tokens import Token

NEAR = (1, 3, 6, 12)  # upper ends of the classes of distance in tokens
STEPS = 6
DEEP = 3  # clauses further up are all alike


class Anchored(Protocol):
    """A figure, or a word that triggers a frame: tokens `start` to `end` (exclusive), seen by the parse as `anchor`."""

    @property
    def anchor(self) -> Token: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


def distance(first: int, second: int) -> str:
    """The class of a distance in tokens."""
    apart = abs(first - second)
    return next((f"<={n}" for n in NEAR if apart <= n), "far")


def relations(anchor: Token) -> dict[int, set[str]]:
    """By the index of a noun, its relations to the anchor: above it, around the verbs that govern it, below it."""
    found: dict[int, set[str]] = {}

    def put(token: Token, *names: str) -> None:
        found.setdefault(token.i, set()).update(names)

    steps: list[str] = []
    depth = 0
    token = anchor
    while True:
        if grammar.is_verb(token):
            last = steps[-1] if steps else "self"
            for subject in grammar.surface_subjects(token):
                put(subject, f"subject-of{depth}", f"subject-of{depth}:{last}")
            for agent in grammar.subjects(token):
                put(agent, f"agent-of{depth}")
            for obj in grammar.objects(token):
                put(obj, f"object-of{depth}")
            for oblique in grammar.verb_obliques(token):
                put(oblique.head, f"oblique-of{depth}:{oblique.marker}")
            depth = min(depth + 1, DEEP)
        elif token is not anchor and token.pos_ in {"NOUN", "PROPN"}:
            put(token, f"above:{'<'.join(steps[-2:])}", f"above{len(steps)}")
            for owner in token.children:
                if owner.dep_ == "poss":
                    put(owner, "owner-above")
        if token.dep_ == "ROOT" or len(steps) >= STEPS:
            break
        steps.append(token.lower_ if token.dep_ == "prep" else token.dep_)
        token = token.head
    for oblique in grammar.obliques(anchor):
        put(oblique.head, f"below:{oblique.marker}")
    for child in anchor.subtree:
        if child is not anchor:
            put(child, "inside", f"inside:{child.dep_}" if child.head is anchor else "deep-inside")
    return found


def list_head(token: Token) -> Token:
    """The first of what the token is listed with."""
    while token.dep_ in {"conj", "appos"} and token.head.i != token.i:
        token = token.head
    return token
