"""Claims that two or more names of a sentence make together: what lies where, who works with whom, who leads what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from innograph.extract.analysis import Analysis
from innograph.extract.frames import Frame
from innograph.extract.lexicon import PERSON, Lexicon
from innograph.extract.match import Matcher
from innograph.extract.phrases import Phrases
from innograph.extract.places import Match
from innograph.extract.trained.actors import NOBODY, Actors, Local
from innograph.extract.trained.candidates import Candidate
from innograph.extract.trained.choosing import Chooser, Question
from innograph.extract.trained.context import Contexts
from innograph.extract.trained.events import LIKELY, Event, Trigger, triggered
from innograph.extract.trained.linear import crossed
from innograph.extract.trained.locations import LocationReader
from innograph.extract.trained.relations import distance, relations
from innograph.ontology import expand

if TYPE_CHECKING:
    from spacy.tokens import Span as SpacySpan
    from spacy.tokens import Token

ROLE = expand("org:Role")


class PairReader:
    """Reads the names of one document's sentences together."""

    def __init__(
        self, chooser: Chooser, lexicon: Lexicon, matcher: Matcher, frames: Iterable[Frame], triggers: dict[str, frozenset[str]]
    ) -> None:
        self.chooser = chooser
        self.lexicon = lexicon
        self.matcher = matcher
        self.triggers = triggers
        located = next((f for f in frames if f.part == "Pair" and f.claim.key == "location"), None)
        self.locations = LocationReader(chooser, lexicon, located) if located is not None else None

    def read(
        self, sentence: SpacySpan, analysis: Analysis, phrases: Phrases, matches: Iterable[Match], local: list[Local], actors: Actors
    ) -> Iterator[Event]:
        """The events of a sentence."""
        contexts = Contexts(analysis, self.lexicon, self.triggers)
        if self.locations is not None:
            yield from self.locations.read(contexts, local)
        matched = {(m.trigger.i, m.frame.claim.key) for m in matches if not m.frame.chosen}
        for token in sentence:
            if token.i in analysis.taken:
                continue
            frames = {f.claim.key: f for f in reversed(triggered(self.matcher, token))}
            if "collaboration" in frames and token.i not in analysis.name_at:
                known = (token.i, "collaboration") in matched
                yield from self._partners(frames["collaboration"], token, known, contexts, local, actors)
            if "leadership" in frames:
                yield from self._office(frames["leadership"], token, contexts, phrases, local, actors)

    def _is(self, actor: Local, kinds: Iterable[str]) -> bool:
        return any(self.lexicon.ontology.is_kind_of(actor.mention.kind, k) for k in kinds)

    def _kind(self, actor: Local) -> str:
        return actor.mention.kind.rsplit("/", 1)[-1].rsplit("#", 1)[-1]

    # -- who works with whom -----------------------------------------------------------------------------------------

    def _partners(
        self, frame: Frame, token: Token, matched: bool, contexts: Contexts, local: list[Local], actors: Actors
    ) -> Iterator[Event]:
        trigger, span = Trigger(token), contexts.analysis.span_of(token.i, token.i)
        related = relations(token)
        partners: dict[str, Candidate] = {}
        sure = 1.0
        for actor in local:
            features = {*related.get(actor.head.i, {"apart"}), f"form={actor.form}", f"kind={self._kind(actor)}"}
            features |= {f"{'left' if actor.head.i < token.i else 'right'}{distance(actor.head.i, token.i)}"}
            if actor.head.dep_ == "conj":
                features |= {f"conj:{r}" for r in related.get(actor.head.head.i, {"apart"})}
            if actor.head.dep_ == "pobj":
                features.add(f"after={actor.head.head.lower_}")
            lemma = token.lemma_.lower()
            question = Question("partner", "collaboration", trigger, span, pair=(actor.mention, actor.mention))
            likely = self.chooser.decide(question, crossed(sorted(features), f"lemma={lemma}", f"frame={matched}"))
            if likely >= LIKELY and actor.mention.name not in partners:
                partners[actor.mention.name] = _candidate(actor)
                sure = min(sure, likely)
        if len(partners) > 1:
            yield Event(frame, token, {"partners": tuple(partners.values())}, sure)

    # -- who leads what ----------------------------------------------------------------------------------------------

    def _office(
        self, frame: Frame, token: Token, contexts: Contexts, phrases: Phrases, local: list[Local], actors: Actors
    ) -> Iterator[Event]:
        trigger, span = Trigger(token), contexts.analysis.span_of(token.i, token.i)
        people = [a for a in local if self._is(a, (PERSON,)) and a.form == "name"]
        if not people:
            return
        text, first, last = dict(frame.sets).get("role"), token.i, token.i
        if text is None:
            text, first, last = role_words(token, contexts, phrases)

        def ask(model: str, *situation: str) -> Question:
            return Question(model, "leadership", trigger, span, situation)

        candidates = [c for c in actors.of(trigger, people, None, []) if c is not NOBODY and "here" in c.features]
        person, fitting = self.chooser.choose(ask("person"), candidates)
        if person is None:
            return
        features = [*contexts.trigger(token, True, bool(local)), *(f"thing:{f}" for f in sorted(person.features))]
        sure = self.chooser.decide(ask("office"), dict.fromkeys(features, 1.0), [person])
        if sure < LIKELY:
            return
        bodies = [a for a in local if not self._is(a, (PERSON,))]
        body, known = self.chooser.choose(ask("organisation"), actors.of(trigger, bodies, None, []))
        fillers = {"person": (person,), "role": (Candidate(text, set(), (first, last)),)}
        if body is not None and body is not NOBODY:
            fillers["organisation"] = (body,)
        yield Event(frame, token, fillers, sure * fitting * known)


def _candidate(actor: Local) -> Candidate:
    return Candidate(actor.mention.name, set(), (actor.head.i, actor.head.i), actor.mention)


def role_words(token: Token, contexts: Contexts, phrases: Phrases) -> tuple[str, int, int]:
    """The words of an office around its noun, and their first and last tokens: "deputy director", "vice president for
    research", "Minister of Science", but no more of "director of the Fraunhofer Institute"."""
    analysis = contexts.analysis
    first = token.i
    while first > token.sent.start:
        before = analysis.parsed[first - 1]
        inside = before.dep_ in {"amod", "compound", "nmod"} and before.i not in analysis.name_at
        prefix = before.lower_ in contexts.lexicon.words("rolePrefix") or before.text in {"-", "and"}
        if not (inside or prefix) or before.text == "and":
            break
        first -= 1
    last = token.i
    for child in token.rights:
        if child.dep_ != "prep" or child.lower_ not in {"of", "for"} or child.i != last + 1:
            continue
        inner = next((c for c in child.children if c.dep_ == "pobj"), None)
        if inner is None:
            break
        name = analysis.name_at.get(inner.i)
        subject = inner.text in contexts.lexicon.words("subjectWord")
        if (name is None or subject) and phrases.described(inner) is None:
            last = max(t.i for t in inner.subtree if t.i <= inner.i or t.dep_ in {"conj", "cc", "punct"})
            while analysis.parsed[last].dep_ in {"punct", "cc"}:
                last -= 1
        break
    return analysis.parsed[first : last + 1].text, first, last
