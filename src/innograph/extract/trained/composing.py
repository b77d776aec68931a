"""Phrases put together from the parts of a sentence: what they have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from innograph.extract import grammar
from innograph.extract.lexicon import Lexicon
from innograph.extract.phrases import Phrase, Phrases
from innograph.model import Mention

if TYPE_CHECKING:
    from spacy.tokens import Span as SpacySpan
    from spacy.tokens import Token

    from innograph.extract.analysis import Analysis


@dataclass(frozen=True, slots=True)
class Composed:
    """A phrase put together: how, around which noun (whose relations to the figure it shares), from which tokens."""

    text: str
    how: str
    base: Token | None = None
    tokens: tuple[int, int] | None = None
    owner: Mention | None = None
    detail: str = ""  # what makes this way of putting together more or less fitting, such as the verb


class Composing:
    """One sentence and its nouns, from which phrases are put together."""

    def __init__(
        self,
        sentence: SpacySpan,
        analysis: Analysis,
        phrases: Phrases,
        lexicon: Lexicon,
        called: Mapping[int, Phrase],
    ) -> None:
        self.sentence = sentence
        self.analysis = analysis
        self.phrases = phrases
        self.lexicon = lexicon
        self.called = called
        self.heads = [analysis.parsed[i] for i in sorted(called)]

    def telling(self, verb: Token | None) -> bool:
        """Whether the verb says more of what is counted than that it is there."""
        return verb is not None and verb.lemma_.lower() not in self.lexicon.words("lightVerb")

    def wording(self, verb: Token) -> str:
        """The verb as it stands, with its particle."""
        last = grammar.particle(verb)
        return f"{verb.lower_} {last}" if last else verb.lower_
