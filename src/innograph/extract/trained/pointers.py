"""Words that point back ("it", "its", "the park"): not resolved once, but weighed for everybody named so far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from innograph.classes import ACTOR, ORGANISATION
from innograph.extract.analysis import Analysis
from innograph.extract.gazetteer import Gazetteer
from innograph.extract.lexicon import Lexicon
from innograph.extract.trained.candidates import Candidate
from innograph.model import Mention

if TYPE_CHECKING:
    from spacy.tokens import Span as SpacySpan
    from spacy.tokens import Token

SUBJECT = "subject-of"
OBLIQUE = "oblique-of"
ROLES = ("owner", "subject0", "in0", "oblique0", "subject1", "oblique1", "subject2", "around", "left", "right")


@dataclass(frozen=True, slots=True)
class Local:
    """An actor in the sentence that is being read."""

    mention: Mention
    head: Token
    form: str  # name, description, pronoun or group
    sure: bool = True  # False where only the statistical recogniser takes it for a person


@dataclass(frozen=True, slots=True)
class Pointer:
    """A word that points back to somebody."""

    token: Token
    sort: str  # it, they or description
    noun: str = ""
    classes: tuple[str, ...] = ()


class Pointers:
    """Finds what points back, and tells how well somebody fits it."""

    def __init__(self, lexicon: Lexicon, gazetteer: Gazetteer) -> None:
        self.lexicon = lexicon
        self.gazetteer = gazetteer

    def find(self, sentence: SpacySpan, analysis: Analysis) -> list[Pointer]:
        """The pointers of a sentence, in order."""
        found = []
        for token in sentence:
            if token.i in analysis.name_at or token.i in analysis.taken:
                continue
            if token.lower_ in self.lexicon.words("itPronoun"):
                found.append(Pointer(token, "it"))
            elif token.lower_ in self.lexicon.words("theyPronoun"):
                found.append(Pointer(token, "they"))
            elif token.pos_ == "NOUN" and token.tag_ != "NNS" and self._definite(token):
                noun = token.lemma_.lower()
                classes = self.lexicon.common_nouns.get(noun, ())
                kept = (c for c in classes if c in self.lexicon.levels or self.lexicon.ontology.is_kind_of(c, ACTOR))
                found.append(Pointer(token, "description", noun, tuple(kept)))
        return found

    def _definite(self, token: Token) -> bool:
        return any(c.dep_ == "det" and c.lower_ in self.lexicon.words("definite") for c in token.lefts)

    def fit(self, pointer: Pointer, mention: Mention) -> str:
        """How a description fits somebody: by a word of the name, by level or kind, maybe or not at all."""
        if pointer.noun in mention.name.lower().split():
            return "word"
        entry = self.gazetteer.entries.get(mention.entity or "")
        if entry is not None and entry.level:
            fits = self.lexicon.fits_level(entry.iri, entry.level, pointer.noun, pointer.classes)
            return "level" if pointer.classes and fits else "no"
        ontology = self.lexicon.ontology
        if any(ontology.is_kind_of(mention.kind, c) for c in pointer.classes):
            return "kind"
        unknown = mention.kind == ORGANISATION and any(ontology.is_kind_of(c, ORGANISATION) for c in pointer.classes)
        return "maybe" if unknown else "no"


def role_of(token: Token, anchor: Token, names: Iterable[str], indicator: Candidate | None) -> str:
    """The part that a word plays for a figure: one of `ROLES`, the first that holds."""
    names = set(names)
    if indicator is not None and indicator.tokens and indicator.tokens[0] - 1 <= token.i <= indicator.tokens[1] + 1:
        return "owner"
    for depth in "01":
        if f"{SUBJECT}{depth}" in names:
            return f"subject{depth}"
        markers = [n.partition(":")[2] for n in names if n.startswith(f"{OBLIQUE}{depth}")]
        if markers:
            return "in0" if depth == "0" and set(markers) & {"in", "at", "across"} else f"oblique{depth}"
    if any(n.startswith(SUBJECT) for n in names):
        return "subject2"
    if names - {"apart"}:
        return "around"
    return "left" if token.i < anchor.i else "right"
