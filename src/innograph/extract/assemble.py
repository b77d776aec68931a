"""From matches to claims: figures shared out, gaps filled from the sentence and the document, evidence cut out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

from innograph.classes import GROUP, INDICATOR
from innograph.extract import grammar
from innograph.extract.analysis import Analysis, Time
from innograph.extract.drafts import FIGURE_KEYS, Draft, Drafter
from innograph.extract.gazetteer import Gazetteer
from innograph.extract.lexicon import Lexicon
from innograph.extract.places import Match
from innograph.extract.status import Status
from innograph.extract.trained.drafting import event_drafts, reading_draft
from innograph.extract.trained.judge import Judge, Proposal
from innograph.extract.trained.reader import Choices
from innograph.model import Claim, Document, Evidence, Mention, Span

if TYPE_CHECKING:
    from spacy.tokens import Span as SpacySpan
    from spacy.tokens import Token

OUTRANKS = 4  # a frame of so much more priority has its trigger for itself
SUBJECT_KEYS = ("subject", "actor")
COUNTRY_SCOPE = "https://w3id.org/innograph/concept/scope-country"

# Confidence before calibration on annotated documents: what each kind of inference costs.
INFERRED_SUBJECT = Decimal("0.20")
INFERRED_INDICATOR = Decimal("0.10")


class Assembler:
    """Makes the claims of one sentence."""

    def __init__(
        self,
        document: Document,
        sentence: SpacySpan,
        analysis: Analysis,
        lexicon: Lexicon,
        gazetteer: Gazetteer,
        about: Mention | None,
    ) -> None:
        self.document = document
        self.sentence = sentence
        self.analysis = analysis
        self.lexicon = lexicon
        self.gazetteer = gazetteer
        self.about = about  # whom clauses that name nobody are about
        self.status = Status(sentence, analysis, lexicon)

    def claims(self, matches: list[Match], choices: Choices | None = None) -> list[Claim]:
        """Claims in the order of their words: of the frames or, where there are `choices`, the likelier of both."""
        drafter = Drafter(self.analysis, self.lexicon)
        strongest = self._strongest([m for m in matches if not m.frame.chosen])
        ruled = self._settled([d for m in strongest for d in drafter.drafts(m)])
        if choices is None:
            return [self._claim(d) for d in ruled]
        drafts = [d for r in choices.readings if (d := reading_draft(r, drafter)) is not None]
        drafts += [d for e in choices.events for d in event_drafts(e, self.lexicon)]
        proposals = [Proposal(d, self._claim(d)) for d in [*self._settled(drafts), *ruled]]
        # What a user's own frame says is not for the weights to judge.
        own = [p.claim for p in proposals if p.draft.match.frame.own]
        judged = Judge(choices.chooser, self.analysis).standing([p for p in proposals if not p.draft.match.frame.own])
        return sorted([*own, *judged], key=lambda c: c.evidence[0].span)

    def _settled(self, drafts: list[Draft]) -> list[Draft]:
        """The drafts in the order of their words, their gaps filled, without those that lack something."""
        drafts.sort(key=lambda d: (min(d.tokens), max(d.tokens)))
        for draft in drafts:
            if not draft.settled:
                self._inherit(draft, drafts)
                self._find_subject(draft)
            self._settle_scope(draft)
            self._drop_echoes(draft)
        return [d for d in drafts if self._complete(d)]

    # -- which matches stand -----------------------------------------------------------------------------------------

    @staticmethod
    def _figures(match: Match) -> set[int]:
        return {f.figure.anchor.i for key in FIGURE_KEYS for f in match.fillers.get(key, ()) if f.figure}

    def _strongest(self, matches: list[Match]) -> list[Match]:
        """A figure belongs to one claim: the frame of higher priority, then the one with more roles, has it."""
        kept: list[Match] = []
        used: set[int] = set()
        seen: set[tuple[int, str]] = set()
        actions = {i for m in matches for i in _head_of_action(m)}  # verbs that another match reads as an indicator
        for match in sorted((m for m in matches if m.trigger.i not in actions), key=lambda m: m.weight, reverse=True):
            figures = self._figures(match)
            place = (match.trigger.i, match.frame.claim.iri if not match.frame.predicate else match.frame.predicate)
            outranked = any(
                m.trigger == match.trigger and m.frame.priority >= match.frame.priority + OUTRANKS for m in kept
            )
            if figures & used or (not figures and place in seen) or outranked:
                continue
            used |= figures
            seen.add(place)
            kept.append(match)
        return kept

    # -- what the clause leaves out ----------------------------------------------------------------------------------

    def _inherit(self, draft: Draft, drafts: list[Draft]) -> None:
        """A rank or a change that names no indicator is that of the nearest figure before it."""
        if draft.type not in {"ranking", "growth"} or "indicator" in draft.fields:
            return
        before = [
            d
            for d in drafts
            if d is not draft
            and "indicator" in d.fields
            and d.type == "observation"
            and min(d.tokens) < draft.match.trigger.i
        ]
        if not before:
            return
        nearest = max(before, key=lambda d: max(t for t in d.tokens if t <= draft.match.trigger.i))
        draft.put("indicator", nearest.fields["indicator"])
        draft.confidence -= INFERRED_INDICATOR
        if "subject" in nearest.fields and "subject" not in draft.fields:
            draft.put("subject", nearest.fields["subject"], *nearest.mentions.get("subject", ()))

    def _find_subject(self, draft: Draft) -> None:
        """A clause without an actor is about the one that the sentence, or the text so far, is about."""
        claim = draft.match.frame.claim
        for key in SUBJECT_KEYS:
            stated = any(r.stated for r in draft.match.frame.roles if key in r.fills)
            if claim.field(key) is None or key in draft.fields or stated or self.about is None:
                continue
            draft.put(key, self.about.name, self.about)
            draft.confidence -= INFERRED_SUBJECT

    def _settle_scope(self, draft: Draft) -> None:
        """ "Nationally" is the country of the subject."""
        scope = draft.mentions.get("scope")
        if not scope or scope[0].entity != COUNTRY_SCOPE:
            return
        subject = draft.mentions.get("subject")
        place = (subject[0].entity or subject[0].place) if subject else None
        about = self.about.entity if self.about else None
        country = next((c for p in (place, about) if p and (c := self.gazetteer.country(p))), None)
        if country is None:
            del draft.fields["scope"], draft.mentions["scope"]
        else:
            draft.put(
                "scope", country.name, replace(scope[0], name=country.name, kind=country.kind, entity=country.iri)
            )

    @staticmethod
    def _drop_echoes(draft: Draft) -> None:
        """Nobody pays or leads himself: where two roles came out as one, the one that was sought last goes."""
        for first, second in (("funder", "recipient"), ("person", "organisation")):
            if first in draft.fields and draft.fields.get(second) == draft.fields[first]:
                del draft.fields[second]
                draft.mentions.pop(second, None)
                draft.fields.pop(f"{second}_count", None)

    def _complete(self, draft: Draft) -> bool:
        """Whether there is enough to be a claim of its type."""
        if draft.match.frame.edge == "start" and self._period(draft)[0] is None:
            return False  # a level of some time before says nothing
        required = [key for r in draft.match.frame.roles if r.required for key in r.fills[:1]]
        if draft.type == "collaboration":
            partners = draft.fields.get("partners", ())
            groups = all(m.kind == GROUP for m in draft.mentions.get("partners", ()))
            return isinstance(partners, tuple) and len(partners) > 1 and not groups
        if draft.type == "ranking" and not {"indicator", "scope"} & set(draft.fields):
            return False
        if draft.type in {"observation", "growth"} and "indicator" not in draft.fields:
            return False
        return all(key in draft.fields for key in required)

    def _quote_start(self, first: int, last: int) -> int:
        """Takes in the determiners and adjectives before the first word, so that the quote begins like a phrase."""
        while first > self.sentence.start:
            before = self.analysis.parsed[first - 1]
            if self.analysis.parsed[first].dep_ == "prep" and self.analysis.parsed[first].head.i == before.i:
                first -= 1
                continue
            led = before.dep_ in {"det", "amod", "poss", "nummod", "predet"} and first <= before.head.i <= last
            marked = before.dep_ == "prep" and self.analysis.parsed[first].head.i == before.i
            if not led and not marked:
                break
            first -= 1
        return first

    def _quote_end(self, last: int, trigger: Token) -> int:
        """Where nothing of the claim follows the verb, takes in what completes it: "have worked since 1986"."""
        if last != trigger.i or not grammar.is_verb(trigger):
            return last
        completing = [c for c in trigger.rights if c.dep_ in {"advmod", "prt", "prep", "dobj", "xcomp", "oprd"}]
        end = max([last, *(c.right_edge.i for c in completing)])
        clause = self.analysis.parsed[last + 1 : end + 1]
        return next((t.i - 1 for t in clause if t.text in {",", ";", ":", "("}), end)

    def _period(self, draft: Draft) -> tuple[Time | None, str | None]:
        """When the claim holds. Of a change over a span of years, one level holds at its start, one at its end."""
        time, basis = self.status.period(draft.match.trigger, draft.tokens, draft.figure)
        edge = draft.match.frame.edge
        if time is None or time.period.iso is None or edge is None or "/" not in time.period.iso:
            return time, basis
        start, _, end = time.period.iso.partition("/")
        period = replace(time.period, iso=start if edge == "start" else end)
        return replace(time, period=period), basis

    # -- the claim ---------------------------------------------------------------------------------------------------

    def _claim(self, draft: Draft) -> Claim:
        frame = draft.match.frame
        trigger = draft.match.trigger
        time, basis = (None, None) if frame.timeless else self._period(draft)
        period, words = (time.period.iso, time.period.words) if time else (None, None)
        unresolved = time is not None and time.period.iso is None  # its words are kept
        if draft.when is not None and (draft.when.iso or not unresolved):
            time, basis = draft.when.time, draft.when.basis
            period, words = draft.when.iso, draft.when.told or None
        if time is not None and basis == "stated":
            draft.tokens |= {time.start, time.end - 1}
        if draft.figure is not None:
            draft.tokens |= {draft.figure.start, draft.figure.end - 1}
        inside = [t for t in draft.tokens if self.sentence.start <= t < self.sentence.end]
        names = [self.analysis.name_at[t] for t in inside if t in self.analysis.name_at]
        inside += [t for name in names for t in (name.start, name.end - 1)]  # no quote begins or ends within a name
        first = self._quote_start(min(inside), max(inside))
        span = self.analysis.span_of(first, self._quote_end(max(inside), trigger))
        quantity = draft.figure.quantity if draft.figure else None
        value_span = (quantity.figure or quantity.span) if quantity else None
        if draft.type == "growth" and (base := self.status.base(trigger, min(inside), max(inside))):
            draft.put("base", base)
        if "indicator" in draft.fields:
            text = str(draft.fields["indicator"])
            entity = self.gazetteer.known(text, INDICATOR)
            draft.mentions["indicator"] = (Mention(text, INDICATOR, None, text, entity),)
        if frame.predicate:
            draft.put("predicate", frame.predicate)
        modality = frame.modality or self.status.modality(trigger)
        claim = Claim(
            id="",
            type=draft.type,
            document=self.document.id,
            evidence=(Evidence(span, span.of(self.document.text), value_span),),
            fields=MappingProxyType(draft.fields),
            mentions=MappingProxyType(draft.mentions),
            equivalents=quantity.equivalents if quantity else (),
            modality=modality if modality != "achieved" else draft.intended,
            polarity=self.status.polarity(trigger),
            attribution=self.status.attribution(),
            period=period,
            period_basis=basis if period else None,
            period_words=words,
            frame=frame.iri,
            confidence=draft.confidence,
        )
        return replace(claim, id=claim_id(claim))


def _head_of_action(match: Match) -> set[int]:
    return {f.head.i for f in match.fillers.get("indicator", ()) if f.figure is None and grammar.is_verb(f.head)}


def _core(claim: Claim) -> str:
    fields = {k: str(v) for k, v in sorted(claim.fields.items())}
    return json.dumps([claim.type, fields, claim.period, claim.modality, claim.polarity], ensure_ascii=False)


def claim_id(claim: Claim) -> str:
    """Stable id: a hash of the document's content, the type, the place of the evidence and the core fields."""
    span = claim.evidence[0].span
    return (
        "claim-" + hashlib.sha256(f"{claim.document}|{span.start}|{span.end}|{_core(claim)}".encode()).hexdigest()[:16]
    )


def merge(claims: Iterable[Claim]) -> list[Claim]:
    """A fact told twice in one document is one claim with two pieces of evidence."""
    first: dict[str, Claim] = {}
    evidence: dict[str, dict[Span, Evidence]] = {}
    for claim in claims:
        key = _core(claim)
        first.setdefault(key, claim)
        for piece in claim.evidence:
            evidence.setdefault(key, {}).setdefault(piece.span, piece)
    return [replace(claim, evidence=tuple(evidence[key].values())) for key, claim in first.items()]
