"""How the nouns of a sentence stand to a figure or a trigger, as names of features."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from innograph.extract import grammar

if TYPE_CHECKING:
    from spacy.tokens import Token

NEAR = (1, 3, 6, 12)  # upper ends of the classes of distance in tokens
STEPS = 6
NAMED = 2  # verbs on the way up that are told apart
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


def relations(anchor: Token, *, verbs: bool = False) -> dict[int, set[str]]:
    """By the index of a noun, its relations to the anchor: above it, around the verbs that govern it, below it; with
    `verbs` also to which verb. Kept beside the parse, as several questions are asked about one anchor."""
    kept = anchor.doc.user_data
    key = f"relations {anchor.i} {verbs}"
    if key not in kept:
        kept[key] = _relations(anchor, verbs)
    return kept[key]  # type: ignore[no-any-return]


def _relations(anchor: Token, verbs: bool) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}

    def put(token: Token, *names: str) -> None:
        found.setdefault(token.i, set()).update(names)

    steps: list[str] = []
    depth = 0
    token = anchor
    while True:
        if grammar.is_verb(token):
            for noun, name in _around(token, depth, steps[-1] if steps else "self", verbs=verbs and depth < NAMED):
                put(noun, name)
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


def _around(verb: Token, depth: int, last: str, *, verbs: bool) -> Iterator[tuple[Token, str]]:
    """The nouns around a verb; `last` is the step from the anchor up to it."""
    which = verb.lemma_.lower()
    for subject in grammar.surface_subjects(verb):
        yield subject, f"subject-of{depth}"
        yield subject, f"subject-of{depth}:{last}"
        if verbs:
            yield subject, f"subject-of@{which}"
    for agent in grammar.subjects(verb):
        yield agent, f"agent-of{depth}"
    for obj in grammar.objects(verb):
        yield obj, f"object-of{depth}"
        if verbs:
            yield obj, f"object-of@{which}"
    for oblique in grammar.verb_obliques(verb):
        yield oblique.head, f"oblique-of{depth}:{oblique.marker}"
        if verbs:
            yield oblique.head, f"oblique-of@{which}"


def list_head(token: Token) -> Token:
    """The first of what the token is listed with."""
    while token.dep_ in {"conj", "appos"} and token.head.i != token.i:
        token = token.head
    return token
