"""What lies where: each body of a sentence with each place that it may lie in, judged by what was learnt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from innograph.extract import grammar
from innograph.extract.frames import Frame
from innograph.extract.lexicon import ORGANISATION, PERSON, PLACE, REGION, Lexicon
from innograph.extract.trained.actors import Local
from innograph.extract.trained.candidates import Candidate
from innograph.extract.trained.choosing import Chooser, Question
from innograph.extract.trained.context import Contexts
from innograph.extract.trained.events import Event, Trigger
from innograph.extract.trained.linear import flags
from innograph.extract.trained.relations import distance, relations
from innograph.model import Mention
from innograph.ontology import INNO

if TYPE_CHECKING:
    from spacy.tokens import Token

LIKELY = 0.27  # tuned for F1 on documents that were not taught
FAR = 40  # tokens between two names that are still looked at together
GAP = 5
SITES = (PLACE, REGION, INNO + "Zone", INNO + "Park", INNO + "Facility")
BODY_FORMS = {"name", "description", "echo", "pronoun"}


@dataclass(frozen=True, slots=True)
class Site:
    """A place where something may lie, as the text words it: "northern Finland", "Suita, Osaka Prefecture"."""

    actor: Local
    name: str
    first: int
    last: int
    form: str

    @property
    def head(self) -> Token:
        return self.actor.head


class LocationReader:
    """Reads where the bodies of a document's sentences lie."""

    def __init__(self, chooser: Chooser, lexicon: Lexicon, frame: Frame) -> None:
        self.chooser = chooser
        self.lexicon = lexicon
        self.frame = frame

    def read(self, contexts: Contexts, local: list[Local]) -> Iterator[Event]:
        """The events of a sentence."""
        sites = [s for a in local if (s := self._site(a, contexts)) is not None]
        if not sites:
            return
        for body in local:
            if body.form not in BODY_FORMS or body.head.tag_ == "PRP$" or self._is(body, (PERSON,)):
                continue
            found: list[tuple[float, Site]] = []
            same = _same(body.head)
            for site in sites:
                apart = abs(site.head.i - body.head.i)
                if site.actor.mention.name == body.mention.name or site.head.i == body.head.i or apart > FAR:
                    continue
                features = flags(*self._of_pair(body, site, same, contexts, local))
                span = contexts.analysis.span_of(body.head.i, body.head.i)
                pair = (body.mention, replace(site.actor.mention, name=site.name))
                sure = self.chooser.decide(
                    Question("location", "location", Trigger(body.head), span, pair=pair), features
                )
                if sure >= LIKELY:
                    found.append((sure, site))
            if found:
                best = max(found, key=lambda f: f[0])[1]
                listed = {t.i for t in grammar.conjuncts(list_head(best.head))}  # "based in Freiburg and Warsaw"
                yield from (
                    self._event(body, site, sure) for sure, site in found if site is best or site.head.i in listed
                )

    def _event(self, body: Local, site: Site, sure: float) -> Event:
        subject = Candidate(body.mention.name, set(), (body.head.i, body.head.i), body.mention)
        mention = site.actor.mention
        if site.name != mention.name:
            mention = Mention(site.name, mention.kind, None, site.name, None)
        place = Candidate(site.name, set(), (site.first, site.last), mention)
        return Event(self.frame, body.head, {"subject": (subject,), "place": (place,)}, sure)

    # -- places ------------------------------------------------------------------------------------------------------

    def _site(self, actor: Local, contexts: Contexts) -> Site | None:
        """The place that somebody may be: one that is known or, behind "in" or before "-based", any that is not."""
        head = actor.head
        if self._is(actor, (PERSON,)) or actor.form in {"demonym", "group"}:
            return None
        parsed = contexts.analysis.parsed
        name = contexts.analysis.name_at.get(head.i) if actor.form == "name" else None
        first, last = (name.start, name.end - 1) if name else (head.i, head.i)
        if name is None:
            return Site(actor, actor.mention.name, first, last, actor.form) if self._is(actor, SITES) else None
        outer = self._outer(head)
        marked = outer.dep_ == "pobj" and outer.head.lower_ in self.lexicon.words("placeMarker")
        based = last + 2 < len(parsed) and parsed[last + 2].lower_ in self.lexicon.words("seatWord")
        owning = head.dep_ == "poss"
        if not (self._is(actor, SITES) or marked or based or owning):
            return None
        first, last, form = self._widened(first, last, contexts)
        text = actor.mention.name if form == "plain" else parsed[first : last + 1].text
        return Site(actor, text, first, last, form)

    def _outer(self, head: Token) -> Token:
        """The noun that a place's name stands before: "Changping district"."""
        noun = head.head
        return noun if head.dep_ == "compound" and self._is_place_noun(noun) and noun.i == head.i + 1 else head

    def _is_place_noun(self, noun: Token) -> bool:
        return noun.pos_ in {"NOUN", "PROPN"} and noun.lower_ in self.lexicon.words("placeNoun")

    def _widened(self, first: int, last: int, contexts: Contexts) -> tuple[int, int, str]:
        """A place's name with the words that tell which part or kind of it is meant."""
        parsed, name_at = contexts.analysis.parsed, contexts.analysis.name_at
        if last + 1 < len(parsed) and self._is_place_noun(parsed[last + 1]) and last + 1 not in name_at:
            return first, last + 1, "noun"
        if last + 2 < len(parsed) and parsed[last + 1].text == "," and (behind := name_at.get(last + 2)) is not None:
            following = parsed[behind.end] if behind.end < len(parsed) else None
            region = any(self.lexicon.ontology.is_kind_of(behind.kind or "", k) for k in (REGION,))
            if region and (following is None or following.text not in {"and", "or"}) and behind.start == last + 2:
                return first, behind.end - 1, "comma"
        directions = self.lexicon.words("direction")
        before = first - 1
        if before >= 0 and parsed[before].text == "of":
            before -= 1
            if before >= 0 and parsed[before].lower_ in self.lexicon.words("sideNoun"):
                before -= 1
        start = before + 1
        while before >= 0 and (
            parsed[before].lower_ in directions or (parsed[before].text == "-" and before + 1 == start)
        ):
            start = before
            before -= 1
        if start <= first - 1 and parsed[start].lower_ in directions:
            return start, last, "part"
        return first, last, "plain"

    def _is(self, actor: Local, kinds: Iterable[str]) -> bool:
        return any(self.lexicon.ontology.is_kind_of(actor.mention.kind, k) for k in kinds)

    # -- a body and a place ------------------------------------------------------------------------------------------

    def _of_pair(
        self, body: Local, site: Site, same: set[int], contexts: Contexts, local: list[Local]
    ) -> Iterator[str]:
        name_at = contexts.analysis.name_at
        here = name_at.get(body.head.i) if body.form == "name" else None
        left, right = (here.start, here.end) if here else (body.head.i, body.head.i + 1)
        forward = body.head.i < site.head.i
        order = "body-first" if forward else "site-first"
        start, end = (right, site.first) if forward else (site.last + 1, left)
        yield order
        yield f"{order}:{distance(body.head.i, site.head.i)}"
        between = [contexts.word(i) for i in range(start, end)]
        if len(between) <= GAP:
            yield f"{order}:between={' '.join(between)}"
        yield from (f"{order}:between-word={w}" for w in dict.fromkeys(between))
        sentence = {t.lower_ for t in body.head.sent}
        for sort in ("lyingWord", "homeWord"):
            words = self.lexicon.words(sort)
            yield from (
                f"{order}:{sort}-{place}"
                for place, found in (("between", between), ("there", sentence))
                if words & set(found)
            )
        inside = {a.head.i for a in local if start <= a.head.i < end}
        yield f"names-between={min(len(inside), 3)}"
        yield from (f"site-form={site.actor.form}", f"body-form={body.form}", f"site-wording={site.form}")
        yield f"site-after={contexts.word(site.first - 1)}"
        yield f"site-then={contexts.word(site.last + 1)}:{contexts.word(site.last + 2)}"
        yield f"body-after={contexts.word(left - 1)}"
        yield f"body-then={contexts.word(right)}"
        yield from self._structure(body, site, same, contexts)
        kinds = [self._kind(site.actor), self._kind(body)]
        yield from (f"site-kind={kinds[0]}", f"body-kind={kinds[1]}", f"kinds={kinds[1]}/{kinds[0]}")
        site_names = [a for a in local if self._is(a, SITES) and a.head.i in inside]
        yield f"sites-between={min(len(site_names), 2)}"

    def _structure(self, body: Local, site: Site, same: set[int], contexts: Contexts) -> Iterator[str]:
        """How the parse joins the two."""
        outer = self._outer(site.head)
        yield from (f"site-dep={outer.dep_}", f"body-dep={body.head.dep_}")
        seat = contexts.analysis.parsed[site.last + 2].lower_ if site.last + 2 < len(contexts.analysis.parsed) else ""
        seated = seat in self.lexicon.words("seatWord")
        if seated:
            yield "seated"
        for step, above in enumerate(_up(outer)):
            lemma = above.lemma_.lower()
            where = "body" if above.i == body.head.i else "same" if above.i in same else None
            marker = outer.head.lower_ if outer.dep_ == "pobj" else outer.dep_
            if where is not None:
                yield from (f"site-in-{where}", f"site-in-{where}:{marker}", f"site-in-{where}{min(step, 4)}")
                if seated:
                    yield f"seated-{where}"
                break
            if grammar.is_verb(above):
                subject = {t.i for t in grammar.surface_subjects(above)} & same
                thing = {t.i for t in grammar.objects(above)} & same
                role = "subject" if subject else "object" if thing else None
                if role is not None:
                    yield from (
                        f"site-{role}:{sort}"
                        for sort in ("lyingWord", "homeWord")
                        if above.lower_ in self.lexicon.words(sort)
                    )
                    yield from (
                        f"site-{role}:{marker}",
                        f"site-{role}:{lemma}",
                        f"site-{role}",
                        f"site-{role}:{lemma}:{marker}",
                    )
                    break
        top = list_head(body.head)
        listed = "listed:" if top is not body.head else ""
        for relation in relations(top).get(site.head.i, {"apart"}):
            yield f"{listed}site:{relation}"
        for above in _up(top):
            if grammar.is_verb(above):
                if any(t.i == site.head.i for t in grammar.surface_subjects(above)):
                    words = ":".join(t.lower_ for t in above.children if t.dep_ in {"attr", "advmod", "acomp"})
                    yield from (f"site-does={above.lemma_.lower()}", f"site-does={above.lemma_.lower()}:{words}")
                yield f"body-verb={above.lemma_.lower()}"
                break
            if above.pos_ == "NOUN":
                yield f"body-under={above.lemma_.lower()}"
        for relation in relations(site.head).get(top.i, {"apart"}):
            yield f"{listed}body:{relation}"

    def _kind(self, actor: Local) -> str:
        kind = actor.mention.kind
        if self.lexicon.ontology.is_kind_of(kind, REGION):
            return "Region"
        return "Unknown" if kind == ORGANISATION else kind.rsplit("/", 1)[-1].rsplit("#", 1)[-1]


def _up(token: Token) -> Iterator[Token]:
    """What governs the token, up to the root."""
    while token.head.i != token.i:
        token = token.head
        yield token


def list_head(token: Token) -> Token:
    """The first of what the token is listed with."""
    while token.dep_ in {"conj", "appos"} and token.head.i != token.i:
        token = token.head
    return token


def _same(head: Token) -> set[int]:
    """The words that stand for the same thing as the head: by apposition, and what it is said to be."""
    found = {head.i}
    waiting = [head]
    while waiting:
        token = waiting.pop()
        new = [c for c in token.children if c.dep_ == "appos"]
        if token.dep_ == "appos":
            new.append(token.head)
        if token.dep_ in {"nsubj", "nsubjpass"} and token.head.lemma_ == "be":
            new += [c for c in token.head.children if c.dep_ == "attr"]
        if token.dep_ in {"compound", "nmod"} and token.head.pos_ in {"NOUN", "PROPN"}:
            new.append(token.head)
        waiting += [t for t in new if t.i not in found]
        found |= {t.i for t in new}
    return found
