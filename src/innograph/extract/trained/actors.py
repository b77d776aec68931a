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
from innograph.extract.trained.pointers import ROLES, Local, Pointer, Pointers, role_of
from innograph.extract.trained.relations import Anchored, distance, relations
from innograph.model import BlockKind, Mention

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
    claimed: int = 0  # how many claims were about it
    last_claimed: int = -9  # sentence
    person: bool = False  # surely


@dataclass(slots=True)
class Actors:
    """The actors of a document, read from top to bottom."""

    lexicon: Lexicon
    gazetteer: Gazetteer
    known: dict[str, Known] = field(default_factory=dict)
    sentence: int = 0
    paragraph: int = 0
    headings: int = 0
    block: BlockKind = BlockKind.PARAGRAPH
    opener: tuple[int, str] = (-1, "")  # the paragraph that is being read and whom it names first
    last_subject: str | None = None  # of the sentence before
    last_claimed: str | None = None  # whom the last claim was about
    pointers: list[Pointer] = field(default_factory=list)  # of the sentence that is being read

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
        self.block = analysis.block.kind
        self.pointers = Pointers(self.lexicon, self.gazetteer).find(sentence, analysis)
        for token in sentence:
            if token.i in done:
                continue
            name = analysis.name_at.get(token.i)
            if name is not None:
                done |= set(range(name.start, name.end))
                mention = phrases.named(token)
                head = analysis.parsed[name.start : name.end].root
                if mention is not None and self._is_actor(mention):
                    found.append(Local(mention, head, "demonym" if name.demonym else "name", name.sure))
            elif token.pos_ == "ADV" and (scope := self._scope(token)) is not None:
                found.append(Local(scope, token, "scope"))
            elif token.pos_ in {"PRON", "NOUN", "PROPN", "DET"} or token.tag_ == "PRP$":
                mention = phrases.actor(token)
                if mention is None:
                    if echoed := self._echoed(token):
                        found.append(Local(echoed, token, "echo"))
                elif self._is_actor(mention) and mention.words:
                    form = "pronoun" if token.pos_ != "NOUN" else "group" if mention.kind == GROUP else "description"
                    found.append(Local(mention, token, form))
        return found

    def _scope(self, token: Token) -> Mention | None:
        """Where "worldwide" or "nationally" is."""
        iri = self.lexicon.scope_words.get(token.lower_)
        if iri is None:
            return None
        entry = self.gazetteer.entries.get(iri)
        if entry is None:
            return self._country()
        return Mention(entry.name, entry.kind, None, entry.name, entry.iri)

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
            known.person |= actor.sure and actor.form == "name" and self._is(actor.mention, PERSON)
            if self.opener[0] != self.paragraph and not self._is(actor.mention, GROUP):
                self.opener = (self.paragraph, actor.mention.name)
            if actor.head.i in subjects:
                known.subjects += 1
                subject = actor.mention.name
        self.last_subject = subject or self.last_subject
        self.sentence += 1

    def claims_about(self, name: str) -> None:
        """Notes whom a claim is about."""
        self.last_claimed = name
        if name in self.known:
            self.known[name].claimed += 1
            self.known[name].last_claimed = self.sentence

    def _is(self, mention: Mention, kind: str) -> bool:
        return self.lexicon.ontology.is_kind_of(mention.kind, kind)

    def _is_body(self, mention: Mention, sure: bool) -> bool:
        """Whether it may be measured itself: no group, and nobody in person."""
        if self._is(mention, PERSON):
            known = self.known.get(mention.name)
            return not sure and not (known and known.person)
        return not self._is(mention, GROUP)

    # -- candidates --------------------------------------------------------------------------------------------------

    def of(
        self, figure: Anchored, local: list[Local], indicator: Candidate | None, proposed: Iterable[str], *, bodies: bool = False
    ) -> list[Candidate]:
        """Everybody whom the figure may be about, and nobody. `proposed` are whom frames take for it; `bodies` leaves
        out groups and people."""
        found: dict[str, Candidate] = {}

        def candidate(mention: Mention) -> Candidate:
            return found.setdefault(mention.name, Candidate(mention.name, mention=mention))

        everybody = [k for k in self.known.values() if not bodies or self._is_body(k.mention, k.person)]
        local = [a for a in local if not bodies or self._is_body(a.mention, a.sure)]
        related = relations(figure.anchor)
        for rank, actor in enumerate(sorted(local, key=lambda a: abs(a.head.i - figure.anchor.i))):
            here = candidate(actor.mention)
            if here.tokens is None:
                here.tokens = (actor.head.i, actor.head.i)
                here.mention = actor.mention
                here.features |= {f"near-rank={min(rank, 4)}"}
            here.features |= set(self._local(actor, figure, related, indicator))
        if indicator is not None and indicator.owner is not None and (not bodies or not self._is(indicator.owner, GROUP)):
            candidate(indicator.owner).features.add("owner")
        for name, mention in self._placed(local, figure, everybody):
            candidate(mention).features.add(name)
        top = max((k.count for k in everybody), default=0)
        noun = _noun(indicator.text) if indicator is not None else ""
        for name, item in found.items():
            item.features |= set(self._told(name, top))
            kinds = list(self._kind(item.mention))
            item.features |= set(kinds)
            item.features |= {f"{noun}&{k}" for k in kinds}
        self._point(figure, local, related, indicator, found)
        for name in proposed:
            if name in found:
                found[name].features.add("proposed")
        return [*found.values(), NOBODY]

    def _placed(self, local: list[Local], figure: Anchored, everybody: list[Known]) -> Iterator[tuple[str, Mention]]:
        """Who stands out among the others, by place in the sentence or in the text so far, and how."""
        recent = sorted(everybody, key=lambda k: (k.last, k.in_title, k.count), reverse=True)
        for rank, known in enumerate(recent[:4]):
            yield f"recent={rank}", known.mention
        for rank, known in enumerate(sorted(everybody, key=lambda k: -k.count)[:3]):
            yield f"told={rank}", known.mention
        lefts = [a for a in local if a.head.i < figure.anchor.i]
        if lefts:
            yield "nearest-left", lefts[-1].mention
            yield "first-left", lefts[0].mention
        rights = [a for a in local if a.head.i > figure.anchor.i]
        if rights:
            yield "nearest-right", rights[0].mention
        if len({a.mention.name for a in local}) == 1:
            yield "alone", local[0].mention
        for known in recent:
            if known in recent[:KEPT] or known.in_title or known.heading == self.headings:
                yield "known", known.mention
        if (country := self._country()) is not None:
            yield "country", country

    def situation(self, figure: Anchored, local: list[Local], indicator: Candidate | None) -> tuple[str, ...]:
        """What the choice hangs on whoever is chosen: how the owner of what is measured, and the subject, are told."""
        related = relations(figure.anchor)
        forms = {a.head.i: a.form for a in local}
        roles = {role_of(a.head, figure.anchor, related.get(a.head.i, ()), indicator): a.form for a in reversed(local) if a.form != "group"}
        roles |= {
            role_of(p.token, figure.anchor, related.get(p.token.i, ()), indicator): p.sort
            for p in self.pointers
            if p.sort != "description" or p.classes
        }
        best = next((r for r in ROLES if r in roles), "none")
        verb = grammar.governor(figure.anchor)
        subjects = grammar.surface_subjects(verb) if verb is not None else []
        subject = next((forms[s.i] for s in subjects if s.i in forms), "thing" if subjects else "none")
        return (f"subject={subject}", f"best={best}", f"block={self.block}")

    def _local(
        self, actor: Local, figure: Anchored, related: dict[int, set[str]], indicator: Candidate | None
    ) -> Iterator[str]:
        head, anchor = actor.head, figure.anchor
        yield "here"
        yield f"form:{actor.form}"
        side = "left" if head.i < anchor.i else "right"
        yield f"{side}{distance(head.i, anchor.i)}"
        yield f"here:{side}"
        yield f"dep={head.dep_}"
        if head.dep_ in {"pobj", "poss"}:
            yield f"after:{head.head.lower_ if head.dep_ == 'pobj' else 's'}"
        names = related.get(head.i, {"apart"})
        yield from names
        role = role_of(head, anchor, names, indicator)
        yield f"role={role}"
        yield f"role={role}:{actor.form}"
        if head.dep_ in {"nsubj", "nsubjpass"} and head.head.lemma_.lower() in self.lexicon.words("reporting"):
            yield "reports"
        if head.i == head.sent.start or (head.dep_ == "pobj" and head.head.i == head.sent.start):
            yield "fronted"
        if head.left_edge.i <= 1:
            yield f"opens:{self.block}"

    def _point(
        self,
        figure: Anchored,
        local: list[Local],
        related: dict[int, set[str]],
        indicator: Candidate | None,
        found: dict[str, Candidate],
    ) -> None:
        """Tells how well everybody fits the words that point back: the nearest one for each part that they play."""
        pointers = Pointers(self.lexicon, self.gazetteer)
        nearest: dict[str, Pointer] = {}
        for pointer in sorted(self.pointers, key=lambda p: abs(p.token.i - figure.anchor.i)):
            role = role_of(pointer.token, figure.anchor, related.get(pointer.token.i, ()), indicator)
            nearest.setdefault(role, pointer)
        for role, pointer in nearest.items():
            fits = {n: pointers.fit(pointer, c.mention) for n, c in found.items() if c.mention} if pointer.noun else {}
            fitting = [n for n, fit in fits.items() if fit != "no"]
            if pointer.noun and not fitting:
                continue
            latest = max(fitting, key=lambda n: (fits[n] == "word", fits[n] != "maybe", self._since(n, pointer, local)), default="")
            for name, item in found.items():
                if item.mention is None:
                    continue
                where = self._where(name, pointer, local)
                if pointer.noun:
                    item.features |= {f"points:{role}:{fits[name]}", f"points:{fits[name]}:{where}"}
                    if name == latest:
                        item.features |= {"points:latest", f"points:{role}:latest"}
                else:
                    item.features |= {f"{pointer.sort}:{role}:{where}", f"{pointer.sort}:{where}"}

    def _since(self, name: str, pointer: Pointer, local: list[Local]) -> tuple[int, int]:
        here = max((a.head.i for a in local if a.mention.name == name and a.head.i < pointer.token.i and a.form == "name"), default=-1)
        known = self.known.get(name)
        return here, known.last if known else -1

    def _where(self, name: str, pointer: Pointer, local: list[Local]) -> str:
        """Where somebody was named before a word that points back."""
        here = [a for a in local if a.mention.name == name and a.head.i < pointer.token.i and a.form in {"name", "description", "echo"}]
        if here:
            subject = any(a.head.dep_ in {"nsubj", "nsubjpass"} for a in here)
            return "here-subject" if subject else "here"
        known = self.known.get(name)
        if known is None:
            return "later"
        if name == self.last_subject:
            return "last-subject"
        if self.sentence - known.last == 1:
            return "last"
        if name == self.last_claimed:
            return "claimed"
        return "paragraph" if known.paragraph == self.paragraph else "before"

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
        if known.subjects:
            yield "subject-before"
        if self.opener == (self.paragraph, name):
            yield "opener"
        if name == self.last_subject:
            yield "last-subject"
        if name == self.last_claimed:
            yield "last-claimed"
            yield f"last-claimed={min(self.sentence - known.last_claimed, 3)}"
        if known.claimed:
            yield "claimed-before"
            if known.claimed == max(k.claimed for k in self.known.values()):
                yield "most-claimed"

    def _kind(self, mention: Mention | None) -> Iterator[str]:
        if mention is None:
            return
        ontology = self.lexicon.ontology
        kind = next((name for iri, name in KINDS if ontology.is_kind_of(mention.kind, iri)), "other")
        known = self.known.get(mention.name)
        yield "kind:person?" if kind == "person" and not (known and known.person) else f"kind:{kind}"
        if kind in {"organisation", "place", "other"}:
            yield f"class:{mention.kind.rsplit('/', 1)[-1].rsplit('#', 1)[-1]}"
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


def _noun(text: str) -> str:
    """The noun of an indicator, roughly: its last word before a preposition."""
    words = text.lower().split()
    end = next((i for i, w in enumerate(words) if i and w in {"of", "in", "for", "on", "from", "with", "to", "by", "at"}), len(words))
    return words[end - 1].removesuffix("s") if words else ""
