"""Whom a document has told of so far, and how: what it remembers of its actors from sentence to sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from innograph.classes import GOVERNMENT, GROUP, INDICATOR, MATERIAL, ORGANISATION, PERSON, PLACE, REGION
from innograph.extract import grammar
from innograph.extract.analysis import Analysis
from innograph.extract.gazetteer import Gazetteer
from innograph.extract.lexicon import Lexicon
from innograph.extract.phrases import Phrases
from innograph.extract.trained.pointers import Local, Pointer, Pointers
from innograph.model import BlockKind, Mention

if TYPE_CHECKING:
    from spacy.tokens import Span as SpacySpan
    from spacy.tokens import Token

KINDS = (
    (GROUP, "group"),
    (PERSON, "person"),
    (GOVERNMENT, "government"),
    (REGION, "region"),
    (PLACE, "place"),
    (ORGANISATION, "organisation"),
)


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
class Memory:
    """The actors of a document, as they are told of from top to bottom."""

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
    most_claimed: int = 0
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
            self.most_claimed = max(self.most_claimed, self.known[name].claimed)

    def _is(self, mention: Mention, kind: str) -> bool:
        return self.lexicon.ontology.is_kind_of(mention.kind, kind)

    def _is_body(self, mention: Mention, sure: bool) -> bool:
        """Whether it may be measured itself: no group, and nobody in person."""
        if self._is(mention, PERSON):
            known = self.known.get(mention.name)
            return not sure and not (known and known.person)
        return not self._is(mention, GROUP)

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
            if known.claimed == self.most_claimed:
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
