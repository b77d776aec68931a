"""What stands around a figure: the features by which the sort of its claim is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from innograph.extract import grammar
from innograph.extract.analysis import Analysis, Figure
from innograph.extract.lexicon import Lexicon
from innograph.extract.match import sort_of
from innograph.extract.numerals import is_whole
from innograph.extract.places import Match
from innograph.extract.trained.linear import crossed
from innograph.model import BlockKind

if TYPE_CHECKING:
    from spacy.tokens import Token

WINDOW = 3
STEPS = 5  # of the way up to the root that is looked at
HEADER = 12  # words of a column's header that are looked at
SIGNS = {"+": "up", "-": "down", "–": "down", "−": "down"}
OPEN = {"NOUN", "VERB", "ADJ", "ADV", "ADP", "AUX", "SCONJ", "PART", "PRON", "DET", "CCONJ", "PUNCT"}


class Contexts:
    """Describes the figures of one block."""

    def __init__(self, analysis: Analysis, lexicon: Lexicon, triggers: dict[str, frozenset[str]]) -> None:
        self.analysis = analysis
        self.lexicon = lexicon
        self.triggers = triggers  # lemma to the types of claims that frames word with it

    def word(self, i: int) -> str:
        """What stands at a place, without telling whom or how much: names, figures and times are all alike."""
        parsed = self.analysis.parsed
        if not 0 <= i < len(parsed):
            return "<edge>"
        if i in self.analysis.figure_at:
            return "<figure>"
        if i in self.analysis.time_at:
            return "<time>"
        token = parsed[i]
        if i in self.analysis.name_at or token.pos_ not in OPEN:
            return f"<{token.pos_}>"
        return token.lower_

    def sort(self, figure: Figure) -> str:
        """The sort of the figure's unit."""
        return sort_of(figure, self.lexicon.words("timeUnit")) or "time"

    def features(self, figure: Figure, matches: Iterable[Match], latest: Iterable[str] = ()) -> dict[str, float]:
        """Features for the sort of claim that the figure makes, `matches` being what frames make of it and `latest`
        what the figures before it were taken for."""
        sort = self.sort(figure)
        parsed = self.analysis.parsed
        found = [f"sort={sort}", f"comparator={figure.quantity.comparator}", f"block={self.analysis.block.kind}"]
        found += [f"before{k}={self.word(figure.start - k)}" for k in range(1, WINDOW + 1)]
        found += [f"after{k}={self.word(figure.end - 1 + k)}" for k in range(1, WINDOW + 1)]
        found += [f"near-before={self.word(figure.start - k)}" for k in range(1, 7)]
        found += [f"near-after={self.word(figure.end - 1 + k)}" for k in range(1, 7)]
        for side, step in (
            ("left", range(figure.start - 4, figure.start)),
            ("right", range(figure.end, figure.end + 3)),
        ):
            found += self._ways(side, *(parsed[i] for i in step if 0 <= i < len(parsed)))
        found += self._path(figure.anchor)
        for match in matches:
            if not match.frame.chosen:
                keys = [
                    k
                    for k in ("value", "amount", "rank", "recipient")
                    for f in match.fillers.get(k, ())
                    if f.figure is figure
                ]
                found += [f"frame={match.frame.claim.key}", *(f"frame-role={k}" for k in keys)]
                found += [f"frame-direction={to}" for key, to in match.frame.sets if key == "direction"]
        found += latest
        value = figure.quantity.value
        found.append("value=small" if value <= 12 else "value=whole" if is_whole(value) else "value=part")
        found.append(f"digits={any(t.text[:1].isdigit() for t in parsed[figure.start : figure.end])}")
        found += [*self._cell(figure), *self._around_verb(figure.anchor)]
        if sort == "rank":
            found += [f"form={t.tag_}" for t in parsed[figure.start : figure.end]]
            found += [f"rank-word={t.lower_}" for t in parsed[figure.start : figure.end] if t.pos_ != "NUM"]
        return crossed(dict.fromkeys(found), sort)

    def _cell(self, figure: Figure) -> Iterator[str]:
        """Of a figure in a row of a table: the words of its column's header, told as words near it, and its sign."""
        parsed = self.analysis.parsed
        if self.analysis.block.kind != BlockKind.ITEM:
            return
        start = figure.start
        signed = [i for i in (start, start - 1) if i >= 0 and parsed[i].text[0] in SIGNS]
        if signed:
            start = signed[-1]
            yield f"before1={SIGNS[parsed[start].text[0]]}"
        if start and parsed[start - 1].text == ":":
            first = next((i for i in range(start - 2, -1, -1) if parsed[i].text == ";"), -1) + 1
            yield "cell"
            yield from (f"near-before={self.word(i)}" for i in range(max(first, start - HEADER), start - 1))

    def _around_verb(self, anchor: Token) -> Iterator[str]:
        """What the verb of the figure's clause is said of, and what its other parts are."""
        verb = grammar.governor(anchor)
        if verb is None:
            return
        for subject in grammar.surface_subjects(verb)[:2]:
            yield f"doer={self.word(subject.i)}"
        for part in verb.children:
            if part.dep_ in {"prep", "agent", "dative"} and part.i not in self.analysis.taken:
                yield f"beside={part.lower_}"
            elif part.dep_ in {"dobj", "nsubjpass", "attr", "oprd"} and part.i not in self.analysis.figure_at:
                yield f"beside:{part.dep_}={self.word(part.i)}"
        yield from (f"marker={p.lower_}" for p in anchor.children if p.dep_ == "prep")

    def trigger(self, token: Token, matched: bool, actors: bool) -> list[str]:
        """Features of a word that may make a claim."""
        found = [f"lemma={token.lemma_.lower()}", f"tag={token.tag_}", f"dep={token.dep_}", f"frame={matched}"]
        found += [f"before{k}={self.word(token.i - k)}" for k in range(1, WINDOW)]
        found += [f"after{k}={self.word(token.i + k)}" for k in range(1, WINDOW)]
        found += [f"child={self.word(c.i)}" for c in token.children if not c.is_punct]
        found.append(f"passive={grammar.is_verb(token) and grammar.is_passive(token)}")
        found.append(f"actors={actors}")
        found += [f"negated={grammar.negated(token)}", f"block={self.analysis.block.kind}"]
        found.append(f"above={self.word(token.head.i)}" if token.head is not token else "above=<root>")
        return found

    def _ways(self, where: str, *words: str | Token) -> Iterator[str]:
        """Whether words tell of growing or of shrinking."""
        said = {w if isinstance(w, str) else w.lemma_.lower() for w in words}
        for way in ("rising", "falling"):
            if said & self.lexicon.words(f"{way}Word"):
                yield f"{where}:{way}"

    def _path(self, anchor: Token) -> list[str]:
        """The words that govern the figure, up to the verb of its clause and one more."""
        found = [f"dep={anchor.dep_}"]
        verbs = 0
        for step, above in enumerate(anchor.ancestors):
            if step >= STEPS or verbs == 2:
                break
            word = self.word(above.i)
            lemma = above.lemma_.lower() if word == above.lower_ else word
            role = "verb" if grammar.is_verb(above) else "noun" if above.pos_ == "NOUN" else "other"
            verbs += role == "verb"
            order = f"{role}{verbs}" if role == "verb" else role
            rest = grammar.particle(above) if role == "verb" else None
            lemma = f"{lemma} {rest}" if rest else lemma
            found += self._ways(f"path-{order}", lemma, above)
            found += [f"path-{order}={lemma}", *(f"path-{order}:{t}" for t in self.triggers.get(lemma, ()))]
            if step == 0:
                found.append(f"head={lemma}")
                found += [f"head-of:{c.rsplit('/', 1)[-1]}" for c in self.lexicon.classes_of(lemma)]
        return found
