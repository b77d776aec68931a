"""Claims without a figure, where a word triggers them: who set up what, who developed what, who is strong in what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from innograph.extract import grammar
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
from innograph.extract.trained.things import Things

if TYPE_CHECKING:
    from spacy.tokens import Span as SpacySpan
    from spacy.tokens import Token

# Types of claims that are read here, with the field that a thing fills.
THINGS = {"establishment": "object", "development": "object", "specialisation": "field"}
LIKELY = 0.5
CLAUSES = 2  # in which who acts is looked for
OF_THEIR_SUBJECT = {"specialisation"}  # types whose passives tell of their subjects
# How much less it counts, in log odds, that a trigger says nothing: tuned for F1 on documents that were not taught.
LENIENCE = {"establishment": 1.0, "development": 1.3, "specialisation": 1.3}


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word that may make a claim."""

    anchor: Token

    @property
    def start(self) -> int:
        return self.anchor.i

    @property
    def end(self) -> int:
        return self.anchor.i + 1


@dataclass(frozen=True, slots=True)
class Event:
    """What a trigger was taken for."""

    frame: Frame
    trigger: Token
    fillers: dict[str, tuple[Candidate, ...]]
    certainty: float


class EventReader:
    """Reads the triggers of one document's sentences, in order."""

    def __init__(
        self, chooser: Chooser, lexicon: Lexicon, matcher: Matcher, contexts: dict[str, frozenset[str]]
    ) -> None:
        self.chooser = chooser
        self.lexicon = lexicon
        self.matcher = matcher
        self.triggers = contexts

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
        things = Things(sentence, analysis, phrases, self.lexicon)
        contexts = Contexts(analysis, self.lexicon, self.triggers)
        matched = {(m.trigger.i, m.frame.claim.key): m for m in matches if not m.frame.chosen}
        for token in sentence:
            if token.i in analysis.taken or token.i in analysis.name_at:
                continue
            frames: dict[str, Frame] = {}
            for frame in triggered(self.matcher, token):
                if frame.claim.key in THINGS:
                    frames.setdefault(frame.claim.key, frame)
            if not frames:
                continue
            candidates = things.of(token)
            for kind, frame in sorted(frames.items()):
                match = matched.get((token.i, kind))
                event = self._event(
                    kind, match.frame if match else frame, token, match, candidates, contexts, things, local, actors
                )
                if event is not None:
                    yield event

    def _event(
        self,
        kind: str,
        frame: Frame,
        token: Token,
        match: Match | None,
        candidates: list[Candidate],
        contexts: Contexts,
        things: Things,
        local: list[Local],
        actors: Actors,
    ) -> Event | None:
        trigger = Trigger(token)
        span = contexts.analysis.span_of(token.i, token.i)

        def ask(model: str, *situation: str, lenience: float = 0.0) -> Question:
            return Question(model, kind, trigger, span, situation, lenience=lenience)

        around = contexts.trigger(token, match is not None, bool(local))
        around += [f"dated={any(t.i in contexts.analysis.time_at for t in token.subtree)}", f"frame={frame.name}"]
        nothing = Candidate("", {"nothing"} | {f"nothing:{f}" for f in around})
        lemma = token.lemma_.lower()
        best, sure = self.chooser.choose(
            ask("thing", kind, f"{kind}:{lemma}", f"{kind}:{token.pos_}", lenience=LENIENCE[kind]),
            [*candidates, nothing],
        )
        if best is None or best is nothing:
            return None
        everybody = actors.of(trigger, local, None, [])
        acting, names = self._doing(token, kind, local)
        for somebody in everybody:
            somebody.features |= {"thing"} if somebody.text == best.text else set()
            somebody.features |= {"doer"} if somebody.text in names else set()
        situation = [
            *actors.situation(trigger, local, None),
            f"{voice(token)}:{'named' if names else 'other' if acting else 'none'}",
        ]
        actor, known = self.chooser.choose(ask("actor", kind, *situation), everybody)
        fillers = {THINGS[kind]: things.listed(best)}
        if actor is not None and actor is not NOBODY:
            fillers["actor"] = (actor,)
        return Event(frame, token, fillers, sure * known)

    @staticmethod
    def _doing(token: Token, kind: str, local: list[Local]) -> tuple[set[int], set[str]]:
        """Who acts: by the grammar of the trigger or, where that names nobody, of the clause that it stands in."""
        acting: set[int] = set()
        verb: Token | None = token
        for _ in range(CLAUSES):
            found = doers(verb, surface=kind in OF_THEIR_SUBJECT) if verb is not None else set()
            names = {a.mention.name for a in local if a.head.i in found}
            acting |= found
            if names or verb is None:
                return acting, names
            verb = grammar.governor(verb)
        return acting, set()


def voice(token: Token) -> str:
    """How a trigger tells who acts: as its subject, as its agent or not at all."""
    if not grammar.is_verb(token):
        return "voice=noun"
    if not grammar.is_passive(token):
        return "voice=active"
    return "voice=agent" if grammar.subjects(token) else "voice=passive"


def doers(trigger: Token, *, surface: bool) -> set[int]:
    """Indices of the words for who acts, with those that an apposition or "is" makes the same. With `surface` a passive
    is about its subject: "X, focused on Y"."""
    subjects = grammar.surface_subjects if surface else grammar.subjects
    waiting = subjects(trigger) if grammar.is_verb(trigger) else grammar.noun_subjects(trigger)
    found: set[int] = set()
    while waiting:
        token = waiting.pop()
        if token.i in found:
            continue
        found.add(token.i)
        waiting += [c for c in token.children if c.dep_ == "appos"]
        if token.dep_ == "appos":
            waiting.append(token.head)
        elif token.dep_ == "attr" and grammar.is_verb(token.head):
            waiting += grammar.surface_subjects(token.head)
    return found


def triggered(matcher: Matcher, token: Token) -> list[Frame]:
    """The frames that a word triggers, those first that also hold by themselves."""
    return sorted((f for f in matcher.triggered(token) if not f.triggers & {"*"}), key=lambda f: f.chosen)
