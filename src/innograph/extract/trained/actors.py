"""Whom a figure may be about: the actors of its sentence, and those of the text so far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from innograph.extract import grammar
from innograph.extract.analysis import Analysis
from innograph.extract.gazetteer import Gazetteer
from innograph.extract.lexicon import GOVERNMENT, GROUP, INDICATOR, MATERIAL, ORGANISATION, PERSON, PLACE, REGION, Lexicon
from innograph.extract.phrases import Phrases
from innograph.extract.trained.candidates import Candidate
from innograph.extract.trained.relations import Anchored, distance, relations
from innograph.model import Mention

if TYPE_CHECKING:
    from spacy.tokens import Span as SpacySpan
    from spacy.tokens import Token

NOBODY = Candidate("", {"nobody"})
KEPT = 14  # actors of the text so far that are considered, the last ones first
KINDS = ((GROUP, "group"), (PERSON, "person"), (GOVERNMENT, "government"), (REGION, "region"), (PLACE, "place"), (ORGANISATION, "organisation"))


@dataclass(slots=True)
class Known:
    """What the text has said of an actor so far."""

    mention: Mention
    count: int = 0
    first: int = 0  # sentence, counted over the document
    last: int = 0
    paragraph: int = 0  # of the last mention
    in_title: bool = False
    heading: int = -1  # number of the last heading that names it
    subjects: int = 0  # how often it was the subject of a sentence


@dataclass(frozen=True, slots=True)
class Local:
    """An actor in the sentence that is being read."""

    mention: Mention
    head: Token
    form: str  # name, description, pronoun or group


@dataclass(slots=True)
class Actors:
    """The actors of a document, read from top to bottom."""

    lexicon: Lexicon
    gazetteer: Gazetteer
    known: dict[str, Known] = field(default_factory=dict)
    sentence: int = 0
    paragraph: int = 0
    headings: int = 0
    last_subject: str | None = None  # of the sentence before
    last_claimed: str | None = None  # whom the last claim was about
    claimed: dict[str, int] = field(default_factory=dict)

    def headline(self, mentions: Iterable[Mention], *, title: bool) -> None:
        """Notes whom a title or heading names."""
        self.headings += not title
        for mention in mentions:
            known = self._known(mention)
            known.count += 1
            if title:
                known.in_title = True
            else:
                known.heading = self.headings

    def _known(self, mention: Mention) -> Known:
        if mention.name not in self.known:
            self.known[mention.name] = Known(mention, first=self.sentence)
        return self.known[mention.name]

    def locals(self, sentence: SpacySpan, analysis: Analysis, phrases: Phrases) -> list[Local]:
        """The actors that the sentence names, describes or stands for by pronouns, in order."""
        found: list[Local] = []
        done: set[int] = set()
        for token in sentence:
            if token.i in done:
                continue
            name = analysis.name_at.get(token.i)
            if name is not None:
                done |= set(range(name.start, name.end))
                mention = phrases.named(token)
                head = analysis.parsed[name.start : name.end].root
                if mention is not None and self._is_actor(mention):
                    found.append(Local(mention, head, "demonym" if name.demonym else "name"))
            elif token.pos_ in {"PRON", "NOUN", "PROPN", "DET"} or token.tag_ == "PRP$":
                mention = phrases.actor(token)
                if mention is None:
                    if echoed := self._echoed(token):
                        found.append(Local(echoed, token, "echo"))
                elif self._is_actor(mention) and mention.words:
                    form = "pronoun" if token.pos_ != "NOUN" else "group" if mention.kind == GROUP else "description"
                    found.append(Local(mention, token, form))
        return found

    def _echoed(self, token: Token) -> Mention | None:
        """Whom "the fair" stands for where the text has named a Fair: the last one told of."""
        if token.pos_ != "NOUN" or token.tag_ == "NNS":
            return None
        if not any(c.dep_ in {"det", "poss"} and c.lower_ in self.lexicon.words("definite") for c in token.lefts):
            return None
        noun = token.lemma_.lower()
        fitting = [k for k in self.known.values() if noun in k.mention.name.lower().split()]
        return max(fitting, key=lambda k: (k.last, k.count)).mention if fitting else None

    def _is_actor(self, mention: Mention) -> bool:
        """Anybody and anything with a name of its own may be measured, but not what is a measure itself."""
        if mention.name.lower() in self.lexicon.words("noActor"):
            return False
        return not any(self.lexicon.ontology.is_kind_of(mention.kind, k) for k in (INDICATOR, MATERIAL))

    def note(self, local: Iterable[Local], sentence: SpacySpan) -> None:
        """Ends a sentence: its actors are known from now on."""
        subjects = {t.i for t in grammar.surface_subjects(sentence.root)}
        subject = None
        for actor in local:
            known = self._known(actor.mention)
            known.count += 1
            known.last, known.paragraph = self.sentence, self.paragraph
            if actor.head.i in subjects:
                known.subjects += 1
                subject = actor.mention.name
        self.last_subject = subject or self.last_subject
        self.sentence += 1

    def claims_about(self, name: str) -> None:
        """Notes whom a claim is about."""
        self.last_claimed = name
        self.claimed[name] = self.claimed.get(name, 0) + 1

    # -- candidates --------------------------------------------------------------------------------------------------

    def of(self, figure: Anchored, local: list[Local], indicator: Candidate | None, proposed: Iterable[str]) -> list[Candidate]:
        """Everybody whom the figure may be about, and nobody. `proposed` are whom frames take for it."""
        found: dict[str, Candidate] = {}

        def candidate(mention: Mention) -> Candidate:
            return found.setdefault(mention.name, Candidate(mention.name, mention=mention))

        related = relations(figure.anchor)
        order = sorted(local, key=lambda a: abs(a.head.i - figure.anchor.i))
        for rank, actor in enumerate(order):
            here = candidate(actor.mention)
            if here.tokens is None:
                here.tokens = (actor.head.i, actor.head.i)
                here.mention = actor.mention
                here.features |= {f"near-rank={min(rank, 4)}"}
            here.features |= set(self._local(actor, figure, related))
        if indicator is not None and indicator.owner is not None:
            candidate(indicator.owner).features.add("owner")
        recent = sorted(self.known.values(), key=lambda k: (k.last, k.in_title, k.count), reverse=True)
        for rank, known in enumerate(recent[:4]):
            candidate(known.mention).features.add(f"recent={rank}")
        for rank, known in enumerate(sorted(self.known.values(), key=lambda k: -k.count)[:3]):
            candidate(known.mention).features.add(f"told={rank}")
        lefts = [a for a in local if a.head.i < figure.anchor.i]
        if lefts:
            candidate(lefts[-1].mention).features.add("nearest-left")
            candidate(lefts[0].mention).features.add("first-left")
        rights = [a for a in local if a.head.i > figure.anchor.i]
        if rights:
            candidate(rights[0].mention).features.add("nearest-right")
        if len({a.mention.name for a in local}) == 1:
            candidate(local[0].mention).features.add("alone")
        prominent = [k for k in self.known.values() if k.in_title or k.heading == self.headings]
        for known in [*recent[:KEPT], *prominent]:
            candidate(known.mention)
        country = self._country()
        if country is not None:
            candidate(country).features.add("country")
        top = max((k.count for k in self.known.values()), default=0)
        for name, item in found.items():
            item.features |= set(self._told(name, top))
            item.features |= set(self._kind(item.mention))
        for name in proposed:
            if name in found:
                found[name].features.add("proposed")
        return [*found.values(), NOBODY]

    def situation(self, figure: Anchored, local: list[Local], indicator: Candidate | None) -> tuple[str, ...]:
        """What the choice hangs on whoever is chosen: how the owner of what is measured, and the subject, are told."""
        forms = {a.head.i: a.form for a in local}
        owner = "none"
        if indicator is not None and indicator.tokens is not None:
            inside = [a for a in local if indicator.tokens[0] <= a.head.i <= indicator.tokens[1] + 1]
            owner = inside[0].form if inside else "named" if indicator.owner else "none"
        elif indicator is not None and indicator.tokens is None:
            owner = "before"
        verb = grammar.governor(figure.anchor)
        subjects = grammar.surface_subjects(verb) if verb is not None else []
        subject = next((forms[s.i] for s in subjects if s.i in forms), "thing" if subjects else "none")
        return (f"owner={owner}", f"subject={subject}", f"actors={min(len({a.mention.name for a in local}), 3)}")

    def _local(self, actor: Local, figure: Anchored, related: dict[int, set[str]]) -> Iterator[str]:
        head, anchor = actor.head, figure.anchor
        yield "here"
        yield f"form:{actor.form}"
        side = "left" if head.i < anchor.i else "right"
        yield f"{side}{distance(head.i, anchor.i)}"
        yield f"here:{side}"
        yield f"dep={head.dep_}"
        if head.dep_ in {"pobj", "poss"}:
            yield f"after:{head.head.lower_ if head.dep_ == 'pobj' else 's'}"
        yield from related.get(head.i, ("apart",))
        if head.i == head.sent.start or (head.dep_ == "pobj" and head.head.i == head.sent.start):
            yield "fronted"

    def _told(self, name: str, top: int) -> Iterator[str]:
        known = self.known.get(name)
        if known is None:
            yield "new"
            return
        if known.in_title:
            yield "in-title"
        if known.heading >= 0:
            yield "in-heading" if known.heading == self.headings else "in-other-heading"
        yield f"ago={min(self.sentence - known.last, 4)}" if known.count else "ago=never"
        yield f"same-paragraph={known.paragraph == self.paragraph}"
        yield f"first={known.first == 0}"
        if known.count == top:
            yield "most-told"
        yield f"count={min(known.count, 4)}"
        if name == self.last_subject:
            yield "last-subject"
        if name == self.last_claimed:
            yield "last-claimed"
        if name in self.claimed:
            yield "claimed-before"
            if self.claimed[name] == max(self.claimed.values()):
                yield "most-claimed"

    def _kind(self, mention: Mention | None) -> Iterator[str]:
        if mention is None:
            return
        ontology = self.lexicon.ontology
        yield next((f"kind:{name}" for iri, name in KINDS if ontology.is_kind_of(mention.kind, iri)), "kind:other")
        entry = self.gazetteer.entries.get(mention.entity or "")
        if entry is not None and entry.level:
            yield f"level:{entry.level.rsplit('/', 1)[-1]}"
            if any(k.in_title and entry.iri in self._containers(k.mention) for k in self.known.values()):
                yield "around-title"

    def _containers(self, mention: Mention) -> tuple[str, ...]:
        entry = self.gazetteer.entries.get(mention.entity or "")
        return entry.containers if entry else ()

    def _country(self) -> Mention | None:
        """The country of the place that the text has told most of."""
        places = [k for k in self.known.values() if k.mention.entity]
        if not places:
            return None
        entry = self.gazetteer.country(max(places, key=lambda k: (k.in_title, k.count)).mention.entity or "")
        return Mention(entry.name, entry.kind, None, entry.name, entry.iri) if entry else None
