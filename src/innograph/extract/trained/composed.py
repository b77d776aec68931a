"""What a figure measures where no single noun phrase of the sentence says it: phrases put together from its parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from innograph.extract import grammar
from innograph.extract.lexicon import Lexicon
from innograph.extract.phrases import Phrase, Phrases
from innograph.extract.trained.composing import Composed, Composing
from innograph.extract.trained.shares import Shares

if TYPE_CHECKING:
    from spacy.tokens import Span as SpacySpan
    from spacy.tokens import Token

    from innograph.extract.analysis import Analysis, Figure

RUNNING = {"ADP", "DET", "CCONJ", "ADJ", "NOUN", "PROPN", "PART", "ADV"}
REACH = 9  # tokens that a phrase may run on for


class Composer(Composing):
    """Puts together what the figures of one sentence may measure."""

    def __init__(
        self, sentence: SpacySpan, analysis: Analysis, phrases: Phrases, lexicon: Lexicon, called: Mapping[int, Phrase]
    ) -> None:
        super().__init__(sentence, analysis, phrases, lexicon, called)
        self.shares = Shares(sentence, analysis, phrases, lexicon, called)

    def of(self, figure: Figure, near: Mapping[int, set[str]], latest: str) -> Iterator[Composed]:
        """All that can be put together for the figure; `near` are the nouns related to it, `latest` is what the last
        figure measured."""
        close = [h for h in self.heads if h.i in near or abs(h.i - figure.anchor.i) <= 4]
        for head in close:
            yield from self._of_group(head)
            yield from self._done(head, figure)
            yield from self._running_on(head)
            yield from self._shared(head)
        yield from self._of_verb(figure)
        yield from self.shares.of(figure, latest)
        yield from self._following(figure, latest)
        yield from self._of_unit(figure, close, latest)
        yield from self._superlative(figure)
        yield from self._cell(figure)

    # -- around one noun -----------------------------------------------------------------------------------------------

    def _of_group(self, head: Token) -> Iterator[Composed]:
        """ "Enterprises' spending": whose it is where these are many and nobody in particular."""
        for child in head.lefts:
            if child.dep_ == "poss" and child.tag_ == "NNS" and child.i not in self.analysis.name_at:
                phrase, whose = self.called[head.i], self.phrases.called(child)
                tokens = (min(phrase.first, whose.first), phrase.last)
                yield Composed(f"{whose.text}' {phrase.text}", "group", head, tokens, whose.owner or phrase.owner)

    def _done(self, head: Token, figure: Figure) -> Iterator[Composed]:
        """ "Signed 32 projects", "32 projects were signed": projects signed."""
        verb = head.head
        if head.dep_ not in {"nsubj", "nsubjpass", "dobj", "attr"} or not grammar.is_verb(verb):
            verb = next((c for c in head.rights if c.dep_ in {"acl", "relcl"}), head)
        if not grammar.is_verb(verb) or not self.telling(verb):
            return
        phrase = self.called[head.i]
        role = "object" if head.dep_ == "dobj" or grammar.is_passive(verb) else "subject"
        tokens = (min(phrase.first, verb.i), max(phrase.last, verb.i))
        yield Composed(
            f"{phrase.text} {self.wording(verb)}", f"done:{role}", head, tokens, phrase.owner, verb.lemma_.lower()
        )
        for oblique in grammar.verb_obliques(verb):
            if oblique.head.i in self.called and oblique.head.i not in {head.i, figure.anchor.i}:
                place = self.called[oblique.head.i]
                ends = (min(tokens[0], place.first), max(tokens[1], place.last))
                yield Composed(
                    f"{phrase.text} {oblique.marker} {place.text}", "where", head, ends, phrase.owner, oblique.marker
                )

    def _running_on(self, head: Token) -> Iterator[Composed]:
        """The noun with all the phrases after it, whatever the parser hung them on."""
        phrase = self.called[head.i]
        words: list[Token] = []
        for token in self.analysis.parsed[head.i + 1 : min(head.i + 1 + REACH, self.sentence.end)]:
            if not (token.pos_ in RUNNING or token.tag_ in {"VBN", "VBG"}) or token.i in self.analysis.taken:
                break
            if token.i in self.analysis.name_at and token.pos_ == "PROPN":
                break
            words.append(token)
        while words and words[-1].pos_ not in {"NOUN", "VERB"}:
            words.pop()
        if words and words[-1].i > phrase.last:
            rest = "".join(t.text_with_ws for t in words if t.pos_ != "DET").strip()
            short = self.phrases.plain(head)
            yield Composed(
                f"{short} {rest}", "running-on", head, (phrase.first, words[-1].i), phrase.owner, words[0].lower_
            )

    def _shared(self, head: Token) -> Iterator[Composed]:
        """ "Output of wafers and of cells": output of cells; "A and B parks": the phrase without what is conjoined."""
        short = self.phrases.plain(head)
        phrase = self.called[head.i]
        if short != phrase.text:
            yield Composed(short, "plain", head, (phrase.first, phrase.last), phrase.owner)
        above = head
        while above.dep_ == "conj" and above.head.pos_ in {"NOUN", "PROPN"}:
            above = above.head
        if above is head or above.dep_ != "pobj":
            return
        whole = above.head.head
        if whole.i in self.called:
            tokens = (self.called[whole.i].first, phrase.last)
            text = f"{self.phrases.plain(whole)} {above.head.lower_} {phrase.text}"
            yield Composed(text, "conjoined", head, tokens, self.called[whole.i].owner)

    # -- around the verb -----------------------------------------------------------------------------------------------

    def _of_verb(self, figure: Figure) -> Iterator[Composed]:
        """What a verb measures: "employs 300" employees, "spent 3 billion on R&D" R&D spending."""
        verb = grammar.governor(figure.anchor)
        steps = 0
        while verb is not None and steps < 3:
            nouns = self.lexicon.verb_measures.get(verb.lemma_.lower(), ())
            for noun in nouns:
                yield from self._verb_noun(verb, noun)
            verb, steps = grammar.governor(verb), steps + 1

    def _verb_noun(self, verb: Token, noun: str) -> Iterator[Composed]:
        how, at = f"verb:{noun}", (verb.i, verb.i)
        yield Composed(noun, how, None, at)
        doers = [d for d in grammar.surface_subjects(verb) if d.i in self.called]
        for oblique in grammar.verb_obliques(verb):
            if oblique.head.i in self.called and oblique.marker in {"on", "in", "for", "into", "to"}:
                topic = self.called[oblique.head.i]
                text = f"{noun} {oblique.marker} {topic.text}"
                yield Composed(text, f"{how}:topic", oblique.head, at, topic.owner, oblique.marker)
                for doer in doers[:1]:
                    whose = self.called[doer.i]
                    yield Composed(f"{whose.text} {text}", f"{how}:both", oblique.head, at, whose.owner)
        things = [*((d, "subject") for d in doers), *((o, "object") for o in grammar.objects(verb) if o not in doers)]
        for thing, role in things:
            if thing.i in self.called:
                phrase = self.called[thing.i]
                yield Composed(f"{noun} of {phrase.text}", f"{how}:{role}", thing, at, phrase.owner)

    # -- around the figure ---------------------------------------------------------------------------------------------

    def _following(self, figure: Figure, latest: str) -> Iterator[Composed]:
        """The words right after the figure, whatever the parser made of them: "31 national and 318 provincial labs"."""
        words = self._right_after(figure)
        joined = words and words[-1].lower_ == "and"
        while words and words[-1].pos_ not in {"NOUN", "PROPN", "ADJ", "VERB"}:
            words.pop()
        if not words:
            return
        text = "".join(t.text_with_ws for t in words).strip()
        last = words[-1]
        tokens = (words[0].i, last.i)
        if last.lemma_.lower() in self.lexicon.words("standIn"):
            if latest:
                yield Composed(" ".join([*(t.text for t in words[:-1]), latest]), "following:ones", None, tokens)
        elif last.pos_ in {"NOUN", "PROPN"}:
            yield Composed(text, "following", None, tokens)
        elif latest:
            yield Composed(f"{text} {latest}", "following:latest", None, tokens)
        after = self.analysis.figure_at.get(last.i + (2 if joined else 1))
        if after is not None and last.pos_ in {"ADJ", "VERB", "PROPN"}:
            counted = next((h for h in self.heads if h.i >= after.end), None)
            if counted is not None:
                for noun in dict.fromkeys((self.called[counted.i].text.split(" ", 1)[-1], counted.text)):
                    yield Composed(f"{text} {noun}", "following:shared", None, (words[0].i, counted.i))

    def _right_after(self, figure: Figure) -> list[Token]:
        words: list[Token] = []
        for token in self.analysis.parsed[figure.end : min(self.sentence.end, figure.end + REACH)]:
            inner = token.lower_ in {"of", "-", "and", "&"} and words
            if token.i in self.analysis.taken:
                break
            if not inner and token.pos_ not in {"NOUN", "PROPN", "ADJ", "ADV", "VERB", "NUM", "X"}:
                break
            if token.pos_ == "VERB" and token.dep_ not in {"amod", "compound"}:
                break
            words.append(token)
        return words

    def _of_unit(self, figure: Figure, close: list[Token], latest: str) -> Iterator[Composed]:
        """What a unit measures by itself: an area in hectares."""
        measured = self.lexicon.measured.get(figure.quantity.unit)
        if measured is None:
            return
        yield Composed(measured, "unit")
        for head in close:
            phrase = self.called[head.i]
            yield Composed(f"{measured} of {phrase.text}", "unit-of", head, (phrase.first, phrase.last), phrase.owner)

    def _superlative(self, figure: Figure) -> Iterator[Composed]:
        """The ranked noun with the adjective that ranks it: largest photonics cluster."""
        if figure.quantity.unit != "rank":
            return
        words = self.analysis.parsed[figure.start : figure.end]
        adjective = next((t for t in reversed(words) if t.tag_ in {"JJS", "RBS"}), None)
        noun = next((h for h in self.heads if figure.end <= h.i < figure.end + REACH), None)
        if adjective is not None and noun is not None:
            for text in dict.fromkeys((self.called[noun.i].text, self.phrases.plain(noun))):
                yield Composed(
                    f"{adjective.lower_} {text}", "superlative", noun, (adjective.i, noun.i), self.called[noun.i].owner
                )

    # -- tables --------------------------------------------------------------------------------------------------------

    def _cell(self, figure: Figure) -> Iterator[Composed]:
        """The heads of a table's row and column: "Region: X; Patents: 12"."""
        text = self.analysis.parsed.text
        cells = [c.partition(": ") for c in text.split("; ")]
        if len(cells) < 2 or not all(c[1] for c in cells):
            return
        place = self.analysis.parsed[figure.start].idx
        before = text[:place].count("; ")
        if not 0 < before < len(cells):
            return
        row, column = cells[0][2].strip(), cells[before][0].split(",")[0].split("(")[0].strip()
        yield Composed(column, "column")
        yield Composed(row, "row")
        yield Composed(f"{row} {column}", "row-column")
