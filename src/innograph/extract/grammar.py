"""Who does what to whom: grammatical relations of spaCy's parse, brought to one form.

Passives are undone, participles, infinitives, relative clauses and conjoined verbs get the subject that they share
with the clause they hang on, and prepositional phrases are obliques of what they belong to. What is left is the
same for "X launched Y", "Y was launched by X", "X, launching Y" and "Y launched by X". The labels are those of the
CLEAR dependency scheme that spaCy's English pipelines use (Choi and Palmer, 2012).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from spacy.tokens import Token

NOMINAL = {"NOUN", "PROPN", "PRON", "NUM", "SYM"}
FIGURE_DEPS = {"dobj", "npadvmod", "attr", "oprd", "acomp", "dative", "obj", "dep"}


@dataclass(frozen=True, slots=True)
class Oblique:
    """A prepositional phrase: its preposition and the head of its noun phrase."""

    marker: str
    head: Token
    near: bool  # hangs on the predicate itself, not on the predicate's object
    at: int = -1  # index of the preposition


_T = TypeVar("_T")


def remembered(find: Callable[[Token], list[_T]]) -> Callable[[Token], list[_T]]:
    """Keeps what a function finds for a token beside its parse: many frames ask the same of the same token."""

    @wraps(find)
    def ask(token: Token) -> list[_T]:
        kept = token.doc.user_data
        key = f"{find.__name__} {token.i}"
        if key not in kept:
            kept[key] = find(token)
        return list(kept[key])

    return ask


def is_verb(token: Token) -> bool:
    """Whether the token heads a clause. A finite verb tagged as a plural noun ("the city excels in …") is one too."""
    return token.pos_ in {"VERB", "AUX"} or _misread_verb(token)


def _misread_verb(token: Token) -> bool:
    """A root tagged NNS that is led by a determined or proper noun and followed by an object or a preposition."""
    if token.tag_ != "NNS" or token.dep_ not in {"ROOT", "ccomp"}:
        return False
    followed = any(c.i > token.i and c.dep_ in {"dobj", "prep", "appos"} for c in token.children)
    return followed and _misread_subject(token) is not None and not any(c.dep_ == "nsubj" for c in token.children)


def _misread_subject(token: Token) -> Token | None:
    before = [c for c in token.lefts if c.dep_ in {"compound", "nmod"} and c.pos_ in NOMINAL]
    if not before or before[-1].i != token.i - 1:
        return None
    head = before[-1]
    named = head.pos_ == "PROPN" or any(c.pos_ == "PROPN" for c in head.lefts)
    return head if named or any(c.dep_ == "det" for c in token.lefts) else None


def conjuncts(token: Token) -> Iterator[Token]:
    """The token and what is conjoined to it, in order."""
    waiting = [token]
    while waiting:  # no recursion: a list may have a thousand members
        current = waiting.pop()
        yield current
        # "A (short), B and C": the parser takes the middle of a list of names for an apposition.
        listed = [
            c
            for c in current.children
            if c.dep_ == "conj"
            or (c.dep_ == "appos" and c.pos_ == "PROPN" and any(g.dep_ == "conj" for g in c.children))
        ]
        waiting += reversed(listed)


def is_passive(verb: Token) -> bool:
    """Whether the verb's grammatical subject, or the noun it modifies, is what the action is done to."""
    if any(c.dep_ in {"auxpass", "nsubjpass"} for c in verb.children):
        return True
    if verb.tag_ != "VBN" or any(c.dep_ == "aux" for c in verb.children):
        return False
    if verb.dep_ == "conj" and is_verb(verb.head) and verb.head.tag_ == "VBN":
        return is_passive(verb.head)
    return verb.dep_ in {"acl", "pcomp", "relcl", "advcl", "amod"}


def _expand(tokens: Iterator[Token] | list[Token]) -> list[Token]:
    return [member for token in tokens for member in conjuncts(token)]


def _antecedent(token: Token) -> Token:
    """The noun that a relative pronoun stands for; the token itself where it is none."""
    if token.tag_ in {"WDT", "WP"} or (token.tag_ == "IN" and token.lower_ == "that"):
        clause = token.head
        while clause.dep_ not in {"relcl", "acl", "ROOT"}:
            clause = clause.head
        if clause.dep_ in {"relcl", "acl"}:
            return clause.head
    return token


@remembered
def surface_subjects(verb: Token) -> list[Token]:
    """The grammatical subjects of the verb, its own or shared with the clause it depends on; heads, in order."""
    return _surface_subjects(verb, 0)


def _surface_subjects(verb: Token, depth: int) -> list[Token]:
    own = [_antecedent(c) for c in verb.children if c.dep_ in {"nsubj", "nsubjpass", "csubj"}]
    if own:
        return _expand(own)
    if _misread_verb(verb):
        head = _misread_subject(verb)
        return [head] if head else []
    if depth > 8 or verb.dep_ == "ROOT":
        return []
    head = verb.head
    if verb.dep_ in {"acl", "relcl", "amod"} and head.pos_ in NOMINAL:
        return _expand([head])
    if verb.dep_ == "pcomp" and head.dep_ == "prep":
        head = head.head
    if head.pos_ in NOMINAL and not is_verb(head):
        return _noun_subjects(head, depth + 1)
    # "propelling X to exceed …": the object of the verb above does what the infinitive says.
    if verb.tag_ == "VB" and verb.dep_ in {"xcomp", "advcl", "ccomp"} and _is_infinitive(verb):
        raised = [c for c in head.children if c.dep_ == "dobj" and c.i < verb.i]
        if raised and verb.dep_ != "advcl":
            return _expand(raised)
        if raised and raised[-1].right_edge.i + 2 >= verb.i:
            return _expand(raised)
    return _surface_subjects(head, depth + 1) if is_verb(head) else []


def _is_infinitive(verb: Token) -> bool:
    return any(c.dep_ == "aux" and c.tag_ == "TO" for c in verb.children)


@remembered
def subjects(verb: Token) -> list[Token]:
    """Who acts: the subject of an active verb, the agent of a passive one."""
    if not is_passive(verb):
        return surface_subjects(verb)
    agents = [c for c in verb.children if c.dep_ == "agent" or (c.dep_ == "prep" and c.lower_ == "by")]
    return _expand([p for a in agents for p in a.children if p.dep_ == "pobj"])


@remembered
def objects(verb: Token) -> list[Token]:
    """What is acted on: the object of an active verb, the subject of a passive one; for "be", what follows it."""
    if is_passive(verb):
        own = [c for c in verb.children if c.dep_ in {"nsubjpass", "nsubj"}]
        if own:
            given = [c for c in verb.children if c.dep_ in {"dobj", "oprd"}]  # "X was awarded Y"
            return _expand([_antecedent(c) for c in own] + given)
        noun = surface_subjects(verb) if verb.dep_ in {"acl", "relcl", "pcomp", "conj", "advcl", "amod"} else []
        kept = [c for c in verb.children if c.dep_ in {"oprd", "dobj"}]
        return noun + _expand(kept)
    own = [_antecedent(c) for c in verb.children if c.dep_ in FIGURE_DEPS and c.pos_ in NOMINAL | {"ADJ", "ADV"}]
    if not own and _misread_verb(verb):
        own = [c for c in verb.children if c.i > verb.i and c.dep_ == "appos"]
    if not own and verb.dep_ == "relcl":
        gap = any(c.dep_ == "nsubj" and c.tag_ not in {"WDT", "WP"} for c in verb.children)
        own = [verb.head] if gap and verb.head.pos_ in NOMINAL else []
    shared = verb.dep_ != "conj" and [c for c in verb.children if c.dep_ == "conj" and is_verb(c)]
    if not own and shared:
        # "developed and produced X": the first verb shares the object of the last.
        own = [o for o in shared[-1].children if o.dep_ == "dobj"]
    return _expand(own)


@remembered
def obliques(token: Token) -> list[Oblique]:
    """Prepositional phrases of a verb, noun or adjective."""
    return _obliques(token, near=True)


def _obliques(token: Token, *, near: bool) -> list[Oblique]:
    found: list[Oblique] = []
    for child in token.children:
        if child.dep_ in {"prep", "agent", "dative"} and child.pos_ in {"ADP", "SCONJ", "VERB", "ADV", "PART"}:
            found += _preposition(child, child.lower_, near)
        elif child.pos_ == "PROPN" and child.dep_ in {"advcl", "xcomp"}:
            # "granted X to Y": the parser took the name Y for a verb.
            found += [Oblique("to", child, near, c.i) for c in child.lefts if c.lower_ == "to"]
        elif child.dep_ == "advmod" and any(c.dep_ == "prep" for c in child.children):
            found += [o for c in child.children if c.dep_ == "prep" for o in _preposition(c, c.lower_, near)]
    return found


def _preposition(token: Token, marker: str, near: bool) -> list[Oblique]:
    found = []
    for child in token.children:
        if child.dep_ in {"pobj", "pcomp"} and (child.pos_ in NOMINAL | {"ADJ", "ADV"} or child.dep_ == "pobj"):
            found += [Oblique(marker, head, near, token.i) for head in conjuncts(child)]
        elif child.dep_ == "prep":
            found += _preposition(child, f"{marker} {child.lower_}", near)
            found += _preposition(child, child.lower_, near)
        elif child.dep_ == "conj" and child.pos_ == "ADP":
            found += _preposition(child, child.lower_, near)
    return found


@remembered
def verb_obliques(verb: Token) -> list[Oblique]:
    """Obliques of the verb, then those that the parser hung on its object or subject phrase's end."""
    found = obliques(verb)
    if verb.dep_ == "conj" and is_verb(verb.head):
        found += [Oblique(o.marker, o.head, False, o.at) for o in obliques(verb.head) if o.head.i > verb.i]
    # "works with X on Y": the parser often hangs the second phrase on the first.
    found += [Oblique(o.marker, o.head, False, o.at) for first in obliques(verb) for o in obliques(first.head)]
    for child in verb.children:
        if child.dep_ in FIGURE_DEPS and child.i > verb.i:
            for member in conjuncts(child):
                found += _obliques(member, near=False)
        elif child.dep_ in {"xcomp", "advmod"} and child.i > verb.i and not is_verb(child):
            found += _obliques(child, near=False)
    return found


@remembered
def noun_subjects(noun: Token) -> list[Token]:
    """Whose the noun is: its possessor, what it is said of, or the subject of the verb that it supports."""
    return _noun_subjects(noun, 0)


def _noun_subjects(noun: Token, depth: int) -> list[Token]:
    owners = [c for c in noun.children if c.dep_ == "poss"]
    if owners:
        return _expand(owners)
    if depth > 8:
        return []
    if noun.dep_ in {"attr", "dobj", "oprd", "npadvmod", "dative", "nsubj"} and is_verb(noun.head):
        return [] if noun.dep_ == "nsubj" else _surface_subjects(noun.head, depth + 1)
    if noun.dep_ == "appos":
        return _expand([noun.head])
    if noun.dep_ == "conj":
        return _noun_subjects(noun.head, depth + 1)
    if noun.dep_ == "pobj":
        above = noun.head.head
        return _surface_subjects(above, depth + 1) if is_verb(above) else _noun_subjects(above, depth + 1)
    return []


def governor(token: Token) -> Token | None:
    """The verb of the clause that a noun, adjective or dependent clause stands in."""
    current = token
    while current.dep_ != "ROOT":
        current = current.head
        if is_verb(current):
            return current
    return None


def particle(verb: Token) -> str | None:
    """The particle of a phrasal verb ("set up")."""
    return next((c.lower_ for c in verb.children if c.dep_ == "prt"), None)


def negated(token: Token) -> bool:
    """Whether the clause of the token is denied."""
    return any(c.dep_ == "neg" or (c.dep_ == "det" and c.lower_ == "no") for c in token.children)
