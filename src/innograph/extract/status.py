"""How a claim is meant: done or planned, denied or not, when, since what, according to whom."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from innograph.extract import grammar
from innograph.extract.analysis import Analysis, Figure, Time
from innograph.extract.lexicon import Lexicon

if TYPE_CHECKING:
    from spacy.tokens import Span as SpacySpan
    from spacy.tokens import Token


NEAR = 8  # words after a change within which its base may stand
NEGATING = {"det", "cc", "preconj", "nsubj", "nsubjpass", "dobj", "neg"}
FINITE = {"VBD", "VBZ", "VBP"}


class Status:
    """Reads modality, polarity, period, base and attribution off the parse of one sentence."""

    def __init__(self, sentence: SpacySpan, analysis: Analysis, lexicon: Lexicon) -> None:
        self.sentence = sentence
        self.analysis = analysis
        self.lexicon = lexicon

    def _clause(self, token: Token) -> Token:
        return token if grammar.is_verb(token) else grammar.governor(token) or token

    def modality(self, trigger: Token) -> str:
        """achieved, ongoing, planned or expected, by auxiliaries and by the verbs and nouns that govern the trigger."""
        token = trigger
        for _ in range(12):
            for child in token.children:
                if child.dep_ in {"aux", "auxpass"} and child.lower_.replace("'ll", "will") in self.lexicon.words(
                    "modalVerb"
                ):
                    return "expected" if child.lower_ in self.lexicon.words("hedgingVerb") else "planned"
            if token is trigger and self._progressive(token):
                return "ongoing"
            if token.dep_ == "ROOT":
                break
            above = token.head
            if token.dep_ in {"advcl", "relcl", "acl"} and token.tag_ in FINITE:
                break  # a clause with a tense of its own is not coloured by the one above
            lemma = above.lemma_.lower()
            cue = self.lexicon.cues.get(lemma)
            if token.dep_ in {"xcomp", "ccomp"} and (completed := self.lexicon.clause_cues.get(lemma)):
                return completed
            if cue and token.dep_ in {
                "xcomp",
                "ccomp",
                "pobj",
                "dobj",
                "acl",
                "prep",
                "attr",
                "appos",
                "nsubj",
                "compound",
                "pcomp",
                "relcl",
            }:
                return cue
            due = token.dep_ == "xcomp" and above.lemma_ == "be" and any(c.tag_ == "TO" for c in token.lefts)
            if due or self._purpose(token, above):  # "is to rise"
                return "planned"
            token = above
        named = None if grammar.is_verb(trigger) else self.lexicon.cues.get(trigger.lemma_.lower())
        return named or "achieved"

    @staticmethod
    def _progressive(token: Token) -> bool:
        return token.tag_ == "VBG" and any(
            c.dep_ in {"aux", "auxpass"} and c.lemma_ == "be" and c.tag_ != "VBN" for c in token.children
        )

    @staticmethod
    def _purpose(token: Token, above: Token) -> bool:
        """Whether the clause is a purpose: "to build 20 parks", but not "pushing X to exceed Y"."""
        if token.dep_ not in {"advcl", "acl", "relcl"} or not any(c.tag_ == "TO" for c in token.lefts):
            return False
        raised = [c for c in above.children if c.dep_ == "dobj" and c.i < token.i]
        return token.dep_ == "advcl" and not (raised and raised[-1].right_edge.i + 2 >= token.i)

    def polarity(self, trigger: Token) -> str:
        """negative where the clause is denied."""
        token = trigger
        for _ in range(4):
            if self._denied(token) or (token is not trigger and token.lemma_.lower() in self.lexicon.words("denying")):
                return "negative"
            if token.dep_ not in {"xcomp", "ccomp", "dobj", "attr", "acomp", "pobj", "prep"}:
                break
            token = token.head
        return "positive"

    def _denied(self, token: Token) -> bool:
        """Whether the clause is denied at its verb ("has not") or at what it is about ("no firm", "neither X")."""
        words = self.lexicon.words("negative")
        around = [c for c in token.children if c.dep_ in {"nsubj", "nsubjpass", "dobj", "attr"}]
        parts = [g for c in around for g in [c, *c.children]]
        return grammar.negated(token) or any(p.lower_ in words and p.dep_ in NEGATING for p in parts)

    # -- time --------------------------------------------------------------------------------------------------------

    def period(self, trigger: Token, tokens: set[int], figure: Figure | None) -> tuple[Time | None, str | None]:
        """The period of a claim and its basis: in the claim's own clause, or elsewhere in the sentence.

        Of several in the clause, the one that follows the figure most closely is the figure's: "from A in 2012 to B in
        2021".
        """
        times = [t for t in self.analysis.times if self.sentence.start <= t.anchor.i < self.sentence.end]
        usable = [t for t in times if not self.is_base(t)]
        if not usable:
            return None, None
        clause = self._clause(trigger)
        first = min(trigger.i, figure.start) if figure else trigger.i
        own = [t for t in usable if self._clause(t.anchor) == clause or first <= t.start <= max(tokens)]
        if own:
            end = figure.end if figure else trigger.i
            return min(own, key=lambda t: t.start - end if t.start >= end else 2 * (end - t.start) + 3), "stated"
        root = self.sentence.root
        fronted = [t for t in usable if t.start < root.i and self._clause(t.anchor) == root]
        if fronted:
            return fronted[0], "sentence"
        above = {a.i for a in clause.ancestors}
        if clause.dep_ == "conj":
            return None, None  # the time of one of two joined clauses is not that of the other
        inherited = [t for t in usable if self._clause(t.anchor).i in above and t.start < clause.i]
        return (inherited[-1], "sentence") if inherited else (None, None)

    def is_base(self, time: Time) -> bool:
        """Whether the time is what something is compared with, or qualifies a plan or target, not when it held."""
        start = max(time.start - 6, self.sentence.start)
        start = max([start, *(f.end for f in self.analysis.figures if f.end <= time.start)])  # "from A in 2012"
        before = self.analysis.parsed[start : time.start].text.lower() if start < time.start else ""
        if any(re.search(rf"\b{re.escape(w)}\b[^,;]*$", before) for w in self.lexicon.words("comparing")):
            return True
        owner = time.anchor.head if time.anchor.dep_ in {"nmod", "compound", "nummod", "poss"} else None
        return owner is not None and owner.lemma_.lower() in self.lexicon.words("plan")

    def base(self, trigger: Token, first: int, last: int) -> str | None:
        """What a change is measured from: year-on-year, or a period."""
        text = self.analysis.parsed[max(first - 2, self.sentence.start) : min(last + 9, self.sentence.end)].text.lower()
        if any(re.search(rf"\b{re.escape(w)}\b", text) for w in self.lexicon.words("yearOnYear")):
            return "year-on-year"
        clause = self._clause(trigger)
        for time in self.analysis.times:
            above = self._clause(time.anchor)
            near = clause in {above, above.head} or first <= time.start <= last + NEAR
            if self.sentence.start <= time.start < self.sentence.end and near and time.period.iso:
                counted_from = time.period.words.lower().split()[0] in self.lexicon.words("baseWord")
                if self.is_base(time) or (counted_from and "/" not in time.period.iso):
                    return time.period.iso
        return None

    def attribution(self) -> str | None:
        """Who says so, where the sentence names a source."""
        for token in self.sentence:
            if token.lower_ == "according":
                heads = [o.head for o in grammar.obliques(token)] or [
                    p for c in token.children if c.dep_ == "prep" for p in c.children if p.dep_ == "pobj"
                ]
                if heads:
                    return self._name(heads[0])
            says = any(c.dep_ in {"ccomp", "parataxis"} for c in token.children) or token.dep_ == "parataxis"
            if says and token.lemma_.lower() in self.lexicon.words("reporting"):
                subjects = [c for c in token.children if c.dep_ == "nsubj" and c.pos_ != "PRON"]
                if subjects:
                    return self._name(subjects[0])
        return None

    def _name(self, head: Token) -> str:
        tokens = [t for t in head.subtree if t.i <= head.i or t.dep_ in {"prep", "pobj", "compound", "det"}]
        words = [t for t in tokens if not (t.dep_ == "det" and t.i == tokens[0].i)]
        text = self.analysis.parsed[words[0].i : words[-1].i + 1].text if words else head.text
        return text.split(",")[0].strip()
