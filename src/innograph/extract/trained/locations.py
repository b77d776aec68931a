"""What lies where: each body of a sentence with each place that it may lie in, judged by what was learnt."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from innograph.classes import ORGANISATION, PERSON, REGION
from innograph.extract import grammar
from innograph.extract.frames import Frame
from innograph.extract.lexicon import Lexicon
from innograph.extract.trained.actors import Local
from innograph.extract.trained.candidates import Candidate
from innograph.extract.trained.choosing import Chooser, Question
from innograph.extract.trained.context import Contexts
from innograph.extract.trained.events import Event, Trigger
from innograph.extract.trained.linear import flags
from innograph.extract.trained.relations import distance, list_head, relations
from innograph.extract.trained.sites import SITES, Site, Sites
from innograph.model import Mention

if TYPE_CHECKING:
    from spacy.tokens import Token

LIKELY = 0.27  # tuned for F1 on documents that were not taught
FAR = 40  # tokens between two names that are still looked at together
GAP = 5
SORTS = ("lyingWord", "homeWord")  # word lists
BODY_FORMS = {"name", "description", "echo", "pronoun"}


class LocationReader:
    """Reads where the bodies of a document's sentences lie."""

    def __init__(self, chooser: Chooser, lexicon: Lexicon, frame: Frame) -> None:
        self.chooser = chooser
        self.lexicon = lexicon
        self.frame = frame
        self.sites = Sites(lexicon)

    def read(self, contexts: Contexts, local: list[Local]) -> Iterator[Event]:
        """The events of a sentence."""
        sites = [s for a in local if (s := self.sites.site(a, contexts)) is not None]
        if not sites:
            return
        pairs = Pairs(contexts, self.lexicon, self.sites, local)
        for body in local:
            if body.form not in BODY_FORMS or body.head.tag_ == "PRP$" or self.sites.is_kind(body, (PERSON,)):
                continue
            found = [(sure, site) for site in sites if (sure := self._sure(body, site, pairs)) >= LIKELY]
            if found:
                best = max(found, key=lambda f: f[0])[1]
                listed = {t.i for t in grammar.conjuncts(list_head(best.head))}  # "based in X and Y"
                for sure, site in found:
                    if site is best or site.head.i in listed:
                        yield self._event(body, site, sure)

    def _sure(self, body: Local, site: Site, pairs: Pairs) -> float:
        """How likely the body lies there."""
        if site.actor.mention.name == body.mention.name or not 0 < abs(site.head.i - body.head.i) <= FAR:
            return 0.0
        span = pairs.contexts.analysis.span_of(body.head.i, body.head.i)
        named = (body.mention, replace(site.actor.mention, name=site.name))
        question = Question("location", "location", Trigger(body.head), span, pair=named)
        return self.chooser.decide(question, flags(*pairs.features(body, site)))

    def _event(self, body: Local, site: Site, sure: float) -> Event:
        subject = Candidate(body.mention.name, set(), (body.head.i, body.head.i), body.mention)
        mention = site.actor.mention
        if site.name != mention.name:
            mention = Mention(site.name, mention.kind, None, site.name, None)
        place = Candidate(site.name, set(), (site.first, site.last), mention)
        return Event(self.frame, body.head, {"subject": (subject,), "place": (place,)}, sure)


class Pairs:
    """Describes a body and a place of one sentence to each other."""

    def __init__(self, contexts: Contexts, lexicon: Lexicon, sites: Sites, local: list[Local]) -> None:
        self.contexts = contexts
        self.sites = sites
        self.sorts = {sort: lexicon.words(sort) for sort in SORTS}
        self.seats = lexicon.words("seatWord")
        sentence = {t.lower_ for t in local[0].head.sent}
        self.there = [sort for sort, words in self.sorts.items() if words & sentence]
        self.heads = sorted(a.head.i for a in local)
        self.places = sorted(a.head.i for a in local if sites.is_kind(a, SITES))
        self._related: dict[int, dict[int, set[str]]] = {}
        self._same: dict[int, set[int]] = {}

    def _relations(self, token: Token) -> dict[int, set[str]]:
        if token.i not in self._related:
            self._related[token.i] = relations(token)
        return self._related[token.i]

    def features(self, body: Local, site: Site) -> Iterator[str]:
        """What tells whether the body lies there."""
        yield from self._words(body, site)
        yield from (f"site-form={site.actor.form}", f"body-form={body.form}", f"site-wording={site.form}")
        kinds = [self._kind(site.actor), self._kind(body)]
        yield from (f"site-kind={kinds[0]}", f"body-kind={kinds[1]}", f"kinds={kinds[1]}/{kinds[0]}")
        yield from self._governing(body, site)
        yield from self._listing(body, site)

    def _kind(self, actor: Local) -> str:
        if self.sites.is_kind(actor, (REGION,)):
            return "Region"
        kind = actor.mention.kind
        return "Unknown" if kind == ORGANISATION else kind.rsplit("/", 1)[-1].rsplit("#", 1)[-1]

    def _words(self, body: Local, site: Site) -> Iterator[str]:
        """The words between the two and around them."""
        name = self.contexts.analysis.name_at.get(body.head.i) if body.form == "name" else None
        left, right = (name.start, name.end) if name else (body.head.i, body.head.i + 1)
        order, start, end = "body-first", right, site.first
        if site.head.i < body.head.i:
            order, start, end = "site-first", site.last + 1, left
        word = self.contexts.word
        between = [word(i) for i in range(start, end)]
        yield from (order, f"{order}:{distance(body.head.i, site.head.i)}")
        if len(between) <= GAP:
            yield f"{order}:between={' '.join(between)}"
        yield from (f"{order}:between-word={w}" for w in dict.fromkeys(between))
        yield from (f"{order}:{sort}-between" for sort, words in self.sorts.items() if words & set(between))
        yield from (f"{order}:{sort}-there" for sort in self.there)
        yield f"names-between={min(_inside(self.heads, start, end), 3)}"
        yield f"sites-between={min(_inside(self.places, start, end), 2)}"
        yield from (f"site-after={word(site.first - 1)}", f"site-then={word(site.last + 1)}:{word(site.last + 2)}")
        yield from (f"body-after={word(left - 1)}", f"body-then={word(right)}")

    def _governing(self, body: Local, site: Site) -> Iterator[str]:
        """Whether the place hangs on the body, on what stands for it, or on what it does or undergoes."""
        if body.head.i not in self._same:
            self._same[body.head.i] = _same(body.head)
        same = self._same[body.head.i]
        outer = self.sites.outer(site.head)
        marker = outer.head.lower_ if outer.dep_ == "pobj" else outer.dep_
        seated = self.contexts.word(site.last + 2) in self.seats
        yield from (f"site-dep={outer.dep_}", f"body-dep={body.head.dep_}", f"seated={seated}")
        for step, above in enumerate(_up(outer)):
            if above.i in same:
                where = "body" if above.i == body.head.i else "same"
                yield from (f"site-in-{where}", f"site-in-{where}:{marker}", f"site-in-{where}{min(step, 4)}")
                yield f"seated-{where}={seated}"
                return
            if grammar.is_verb(above):
                doing = any(t.i in same for t in grammar.surface_subjects(above))
                if doing or any(t.i in same for t in grammar.objects(above)):
                    role, lemma = "site-subject" if doing else "site-object", above.lemma_.lower()
                    yield from (f"{role}:{sort}" for sort, words in self.sorts.items() if above.lower_ in words)
                    yield from (role, f"{role}:{marker}", f"{role}:{lemma}", f"{role}:{lemma}:{marker}")
                    return

    def _listing(self, body: Local, site: Site) -> Iterator[str]:
        """How the first of what the body is listed with stands to the place: "home to A, B and C"."""
        top = list_head(body.head)
        listed = "listed:" if top.i != body.head.i else ""
        yield from (f"{listed}site:{r}" for r in self._relations(top).get(site.head.i, {"apart"}))
        yield from (f"{listed}body:{r}" for r in self._relations(site.head).get(top.i, {"apart"}))
        for above in _up(top):
            lemma = above.lemma_.lower()
            if grammar.is_verb(above):
                if any(t.i == site.head.i for t in grammar.surface_subjects(above)):
                    words = ":".join(t.lower_ for t in above.children if t.dep_ in {"attr", "advmod", "acomp"})
                    yield from (f"site-does={lemma}", f"site-does={lemma}:{words}")
                yield f"body-verb={lemma}"
                return
            if above.pos_ == "NOUN":
                yield f"body-under={lemma}"


def _inside(places: list[int], start: int, end: int) -> int:
    """How many of the sorted places lie from `start` to `end`."""
    return bisect_left(places, end) - bisect_left(places, start) if start < end else 0


def _up(token: Token) -> Iterator[Token]:
    """What governs the token, up to the root."""
    while token.head.i != token.i:
        token = token.head
        yield token


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
