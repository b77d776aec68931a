"""Who is meant: "the province", "it", "local enterprises", and clauses that name nobody.

A document is read from top to bottom and what it mentions is kept in order. A description is resolved to the last
mention that fits it; a clause without an actor to the actor that its paragraph, heading or title is about. In the
manner of centering (Grosz, Joshi and Weinstein, 1995) subjects are preferred to other mentions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice

from innograph.classes import GOVERNMENT, GROUP, ORGANISATION, PERSON, PLACE, REGION
from innograph.extract.gazetteer import Entry, Gazetteer
from innograph.extract.lexicon import Lexicon
from innograph.model import Mention, Span

LOOKED_BACK = 8  # mentions of the right kind among which a description is sought


@dataclass(slots=True)
class _Seen:
    mention: Mention
    subject: bool
    heading: bool


class Discourse:
    """What a document has mentioned so far."""

    def __init__(self, lexicon: Lexicon, gazetteer: Gazetteer) -> None:
        self.lexicon = lexicon
        self.gazetteer = gazetteer
        self.seen: list[_Seen] = []
        self.aliases: dict[str, Mention] = {}
        self.told: dict[str, set[str]] = {}  # names to the other names that the text tells for them
        self.paragraph = 0  # how many mentions came before the paragraph that is being read
        self.counts: Counter[str] = Counter()  # IRIs of regions anywhere in the document, for telling homonyms apart

    def choose(self, words: str, entries: tuple[Entry, ...]) -> Entry | None:
        """Which of several entities of one name is meant, by the places that the document names otherwise."""
        return self.gazetteer.names.choose(entries, words, self.counts)

    def note(self, mention: Mention, *, subject: bool, heading: bool = False) -> None:
        """Keeps a mention; `subject` if it is one of a main clause."""
        self.seen.append(_Seen(mention, subject, heading))

    def name(self, words: str, kind: str, entries: tuple[Entry, ...], span: Span) -> Mention:
        """The mention that a name makes, under the fullest form of the name used so far."""
        if entries:
            entry = self.choose(words, entries)
            if entry is None:
                return Mention(words, kind, span, words)  # nobody can tell: it stays what the text calls it
            return Mention(entry.name, entry.kind, span, words, entry.iri)
        if known := self.aliases.get(words):
            return replace(known, span=span, words=words)
        self.introduce([(words, kind)])
        return Mention(words, kind, span, words)

    def introduce(self, names: Iterable[tuple[str, str]]) -> None:
        """Remembers new names (words and kind): each as it is, then the short forms it may go by later."""
        for words, kind in names:
            # A name of a kind of its own is not short for a longer one: a zone is not its committee.
            if words in self.aliases and kind == ORGANISATION:
                continue
            mention = Mention(words, kind, None, words)
            self.aliases[words] = mention
            parts = mention.name.split()
            short = [" ".join(parts[:size]) for size in range(1, len(parts))]
            for form in short + ([parts[-1]] if mention.kind == PERSON else []):
                self.aliases.setdefault(form, mention)

    def abbreviate(self, short: str, mention: Mention) -> None:
        """Remembers what a short form, such as one in brackets, or another name stands for."""
        self.aliases[short] = mention
        if short != mention.name:
            self.told.setdefault(mention.name, set()).add(short)

    def with_aliases(self, mention: Mention) -> Mention:
        """A mention of something new with the other names that the document tells for it."""
        told = self.told.get(mention.name)
        return replace(mention, aliases=tuple(sorted(told))) if told and mention.entity is None else mention

    def _fits(self, mention: Mention, classes: tuple[str, ...], noun: str = "") -> bool:
        entry = self.gazetteer.entries.get(mention.entity or "")
        if entry is not None and entry.level:
            return self.lexicon.fits_level(entry.iri, entry.level, noun, classes)
        ontology = self.gazetteer.ontology
        # A name of which only is known that it is an organisation's may be that of any kind of one.
        unknown = mention.kind == ORGANISATION and any(ontology.is_kind_of(c, ORGANISATION) for c in classes)
        return unknown or any(ontology.is_kind_of(mention.kind, c) for c in classes)

    def by_noun(self, classes: tuple[str, ...], noun: str = "") -> Mention | None:
        """The last mention of one of the classes or levels of region: who "the province" is.

        Mentions in headings and of other regions' parts count as well; subjects come before others of the last few.
        """
        fitting = (s for s in reversed(self.seen) if self._fits(s.mention, classes, noun))
        # Names that are known to be of the kind come before those that may be.
        recent = list(islice(fitting, LOOKED_BACK))
        known = [s for s in recent if s.mention.kind != ORGANISATION] or recent
        subjects = [s for s in known if s.subject or s.heading]
        return (subjects or known)[0].mention if known else None

    def by_pronoun(self, kind: str | None = None) -> Mention | None:
        """Who "it" is; of a kind, who "she" (a person) or "they" (a group) is."""
        for seen in reversed(self.seen):
            fits = self.gazetteer.ontology.is_kind_of(seen.mention.kind, kind) if kind else self.is_topic(seen.mention)
            if (seen.subject or seen.heading) and fits:
                return seen.mention
        return None

    def is_topic(self, mention: Mention) -> bool:
        """Whether clauses that name nobody may be about it: a place or an organisation, but none that only governs or
        counts, and no group or person."""
        ontology = self.gazetteer.ontology
        if any(ontology.is_kind_of(mention.kind, k) for k in (GROUP, PERSON, GOVERNMENT)):
            return False
        return any(ontology.is_kind_of(mention.kind, k) for k in (REGION, PLACE, ORGANISATION))

    def begin_paragraph(self) -> None:
        """Marks the beginning of a paragraph."""
        self.paragraph = len(self.seen)

    def topic(self) -> Mention | None:
        """Who a clause is about that names nobody: the last subject of its paragraph, else whom the heading or the
        title names, else the last subject of all."""
        here = (s for s in self._back(self.paragraph) if s.subject)
        headings = (s for s in self._back() if s.heading)
        subjects = (s for s in self._back() if s.subject)
        return next((s.mention for s in chain(here, headings, subjects) if self.is_topic(s.mention)), None)

    def _back(self, start: int = 0) -> Iterator[_Seen]:
        """What was mentioned, from the last back to the one numbered `start`."""
        return (self.seen[i] for i in range(len(self.seen) - 1, start - 1, -1))

    def place(self) -> Mention | None:
        """Where "local" is: the last place that was a subject or in a heading, else the last place of all."""
        last = None
        for seen in self._back():
            if seen.mention.entity and self._fits(seen.mention, (PLACE,)):
                if seen.subject or seen.heading:
                    return seen.mention
                last = last or seen.mention
        return last
