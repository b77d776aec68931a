"""Claims that two or more names of a sentence make together: what lies where, who works with whom, who leads what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from innograph.classes import PERSON
from innograph.extract.analysis import Analysis
from innograph.extract.frames import Frame
from innograph.extract.lexicon import Lexicon
from innograph.extract.match import Matcher
from innograph.extract.phrases import Phrases
from innograph.extract.places import Match
from innograph.extract.trained.actors import NOBODY, Actors, Local
from innograph.extract.trained.candidates import Candidate
from innograph.extract.trained.choosing import Chooser, Question
from innograph.extract.trained.context import Contexts
from innograph.extract.trained.events import LIKELY, Event, Trigger, doers, triggered
from innograph.extract.trained.linear import crossed, flags
from innograph.extract.trained.locations import LocationReader
from innograph.extract.trained.relations import distance, list_head, relations
from innograph.extract.trained.roles import Roles

if TYPE_CHECKING:
    from spacy.tokens import Span as SpacySpan
    from spacy.tokens import Token

PARTNER = 0.25  # tuned, as is LIKELY, for F1 on documents that were not taught


class PairReader:
    """Reads the names of one document's sentences together."""

    def __init__(
        self,
        chooser: Chooser,
        lexicon: Lexicon,
        matcher: Matcher,
        frames: Iterable[Frame],
        triggers: dict[str, frozenset[str]],
    ) -> None:
        self.chooser = chooser
        self.lexicon = lexicon
        self.matcher = matcher
        self.triggers = triggers
        located = next((f for f in frames if f.part == "Pair" and f.claim.key == "location"), None)
        self.locations = LocationReader(chooser, lexicon, located) if located is not None else None

    def read(
        self,
        sentence: SpacySpan,
        analysis: Analysis,
        phrases: Phrases,
        matches: Iterable[Match],
        local: list[Local],
        actors: Actors,
    ) -> Iterator[Event]:
        """The events of a sentence."""
        contexts = Contexts(analysis, self.lexicon, self.triggers)
        if self.locations is not None:
            yield from self.locations.read(contexts, local)
        matched = {(m.trigger.i, m.frame.claim.key) for m in matches if not m.frame.chosen}
        together: list[Event] = []
        offices: list[Event] = []
        for token in sentence:
            if token.i in analysis.taken:
                continue
            frames = {f.claim.key: f for f in reversed(triggered(self.matcher, token))}
            if "collaboration" in frames and token.i not in analysis.name_at:
                known = (token.i, "collaboration") in matched
                event = self._partners(frames["collaboration"], token, known, contexts, local)
                together += [event] if event is not None else []
            if "leadership" in frames:
                offices += self._office(frames["leadership"], token, contexts, phrases, local, actors)
        yield from self._apart(together)
        yield from self._whole(offices)

    def _is(self, actor: Local, kinds: Iterable[str]) -> bool:
        return any(self.lexicon.ontology.is_kind_of(actor.mention.kind, k) for k in kinds)

    def _kind(self, actor: Local) -> str:
        return actor.mention.kind.rsplit("/", 1)[-1].rsplit("#", 1)[-1]

    # -- who works with whom -----------------------------------------------------------------------------------------

    def _partners(
        self, frame: Frame, token: Token, matched: bool, contexts: Contexts, local: list[Local]
    ) -> Event | None:
        """Those of a sentence that a trigger tells to work together."""
        trigger, span = Trigger(token), contexts.analysis.span_of(token.i, token.i)
        partners: dict[str, Candidate] = {}
        chances: list[float] = []
        lemma = token.lemma_.lower()
        crossing = (f"lemma={lemma}", f"frame={matched}")
        common = [f"around={f}" for f in contexts.trigger(token, matched, True)]
        related = relations(token)
        acting = doers(token, surface=False)
        for actor in local:
            if actor.form in {"demonym", "group"}:
                continue
            features = sorted(self._of_partner(actor, token, related, acting, contexts, local))
            question = Question("partner", "collaboration", trigger, span, pair=(actor.mention, actor.mention))
            likely = self.chooser.decide(question, crossed(features, *crossing) | flags(*common))
            if likely >= PARTNER and actor.mention.name not in partners:
                partners[actor.mention.name] = _candidate(actor)
                chances.append(likely)
        if len(partners) < 2:
            return None
        return Event(frame, token, {"partners": tuple(partners.values())}, sum(chances) / len(chances))

    def _of_partner(
        self,
        actor: Local,
        token: Token,
        related: dict[int, set[str]],
        acting: set[int],
        contexts: Contexts,
        local: list[Local],
    ) -> Iterator[str]:
        head = actor.head
        yield from related.get(head.i, {"apart"})
        yield from (f"form={actor.form}", f"kind={self._kind(actor)}")
        side = "left" if head.i < token.i else "right"
        yield f"{side}{distance(head.i, token.i)}"
        low, high = sorted((head.i, token.i))
        yield f"{side}:names-between={min(sum(low < a.head.i < high for a in local), 4)}"
        top = list_head(head)
        if top.i != head.i:
            yield "listed"
            yield from (f"listed:{r}" for r in related.get(top.i, {"apart"}))
        if top.i in acting or head.i in acting:
            yield "acts"
        if top.dep_ == "pobj":
            yield from (f"after={top.head.lower_}", f"after={top.head.lower_}<{contexts.word(top.head.head.i)}")
        if any(c.dep_ == "conj" and c.i in contexts.analysis.name_at for c in top.children):
            yield "in-list"
        yield f"before={contexts.word(head.left_edge.i - 1)}"

    @staticmethod
    def _apart(events: list[Event]) -> Iterator[Event]:
        """Of events that tell of the same partners the surest, and of these the fullest."""
        told: set[str] = set()
        for event in sorted(events, key=lambda e: (-len(e.fillers["partners"]) * e.certainty, e.trigger.i)):
            names = {c.text for c in event.fillers["partners"]}
            if len(names & told) < 2:
                told |= names
                yield event

    @staticmethod
    def _whole(offices: list[Event]) -> Iterator[Event]:
        """Of a person's offices that stand in each other's words the widest: "chief" is part of "chief executive"."""
        kept: list[Event] = []
        for office in sorted(offices, key=lambda e: (_reach(e)[0] - _reach(e)[1], e.trigger.i)):
            first, last = _reach(office)
            person = office.fillers["person"][0].text
            if not any(
                k.fillers["person"][0].text == person and _reach(k)[0] <= first and last <= _reach(k)[1] for k in kept
            ):
                kept.append(office)
        yield from kept

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
            text, first, last = Roles(contexts.analysis, self.lexicon, phrases).words(token)

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
        fillers: dict[str, tuple[Candidate, ...]] = {
            "person": (person,),
            "role": (Candidate(text, set(), (first, last)),),
        }
        if body is not None and body is not NOBODY:
            fillers["organisation"] = (body,)
        yield Event(frame, token, fillers, sure * fitting * known)


def _candidate(actor: Local) -> Candidate:
    return Candidate(actor.mention.name, set(), (actor.head.i, actor.head.i), actor.mention)


def _reach(office: Event) -> tuple[int, int]:
    """First and last token of the words of an office."""
    return office.fillers["role"][0].tokens or (office.trigger.i, office.trigger.i)
