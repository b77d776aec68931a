"""The key of a name: its words without what certainly tells nobody apart, each wording in one form.

Two names of things of one kind that have the same key are taken for one. What may or may not be one is no matter for
keys, but for likeness.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from innograph.classes import PERSON
from innograph.identity.folding import replaced, singular, tokens
from innograph.identity.words import NameWords, Words
from innograph.ontology import Ontology

_BRACKETED = re.compile(r"\s*\(([^()\s]{2,12})\)")


@dataclass(frozen=True, slots=True)
class Key:
    """The words that identify a name, and what was left out of it or said in another way, for people."""

    words: Words
    changes: tuple[str, ...] = ()


class Keys:
    """Keys of names, by class. Ask for them with `ontology.made(Keys.of)`, so that what is read is read once."""

    def __init__(self, words: NameWords) -> None:
        self.known = words
        self._keys: dict[tuple[str, str], Key] = {}

    @classmethod
    def of(cls, ontology: Ontology) -> Keys:
        """The keys of names by the words of an ontology."""
        return cls(ontology.made(NameWords))

    def key(self, name: str, kind: str) -> Key:
        """The key of `name` among things of class `kind` (IRI)."""
        found = self._keys.get((name, kind))
        if found is None:
            found = _Reduction(name, kind, self.known).key()
            if len(self._keys) < 200_000:
                self._keys[name, kind] = found
        return found


class _Reduction:
    """One name on its way to its key."""

    def __init__(self, name: str, kind: str, known: NameWords) -> None:
        self.name = name
        self.kind = kind
        self.known = known
        self.changes: list[str] = []
        self.plural = known.says(kind, "foldPlural")
        bare = self._unbracketed(name) if known.says(kind, "properName") else name
        self.words: Words = known.fold(bare, plural=False)

    def key(self) -> Key:
        articles = self.known.single(self.kind, "article")
        while len(self.words) > 1 and self.words[0] in articles:
            self.words = self.words[1:]
        if self.plural:
            coded = {w for part in name_parts(self.name) if any(c.isupper() for c in part[1:]) for w in tokens(part)}
            self.words = tuple(word if word in coded else singular(word) for word in self.words)
        if self.known.ontology.is_kind_of(self.kind, PERSON):
            self._person()
        self._drop("legalForm", leading=False)  # as it is written, and again once what is before it is reworded
        self._reword()
        self._drop("leadingWords", leading=True)
        self._drop("trailingWords", leading=False)
        self._drop("legalForm", leading=False)
        self._glued_form()
        if self._invert():
            self._reword()
        return Key(self.words, tuple(self.changes))

    def _unbracketed(self, name: str) -> str:
        """The name without its own short form in brackets: "National Sample Agency (NSA)"."""
        for match in _BRACKETED.finditer(name):
            rest = name[: match.start()] + name[match.end() :]
            short = "".join(tokens(match[1]))
            forms = self.known.short_forms(tokens(rest))
            if any(form == short or (len(short) > 2 and form.startswith(short)) for form in forms):
                self.changes.append(f"the short form “{match[1]}” left out")
                return rest
        return name

    def _reword(self) -> None:
        variants = self.known.variants(self.kind)
        if not any(word in variants for word in self.words):
            return
        for other, wording in sorted(
            {pair for word in self.words for pair in variants.get(word, ())}, key=lambda p: (-len(p[0]), p)
        ):
            changed = replaced(self.words, other, wording)
            if changed != self.words:
                self.changes.append(f"“{' '.join(other)}” read as “{' '.join(wording)}”")
                self.words = changed

    def _drop(self, name: str, *, leading: bool) -> None:
        longest, phrases = self.known.endings(self.kind, name)
        while True:
            for size in range(min(longest, len(self.words) - 1), 0, -1):
                end = self.words[:size] if leading else self.words[-size:]
                if end in phrases:
                    self.words = self.words[size:] if leading else self.words[:-size]
                    self.changes.append(f"“{' '.join(end)}” left out")
                    break
            else:
                return

    def _glued_form(self) -> None:
        """Legal forms in scripts that put no space between words."""
        last = self.words[-1] if self.words else ""
        if last.isascii():
            return
        for form, *more in sorted(self.known.phrases(self.kind, "legalForm"), key=lambda f: -len(f[0])):
            if not more and not form.isascii() and last.endswith(form) and len(last) > len(form) + 1:
                self.words = (*self.words[:-1], last.removesuffix(form))
                self.changes.append(f"“{form}” left out")
                return

    def _person(self) -> None:
        """Titles and offices, and whose they are, go before a name of at least two words: "X founder A B"."""
        offices = self.known.listed("title") | self.known.listed("roleNoun")
        told = [i for i, word in enumerate(self.words[:-2]) if word in offices]
        start = told[-1] + 1 if told and self.words[told[-1] + 1] != "of" else 0
        if start:
            self.changes.append(f"“{' '.join(self.words[:start])}” left out")
            self.words = self.words[start:]

    def _invert(self) -> bool:
        """ "Expenditure on X" is X expenditure, where there is no other preposition."""
        if len(self.words) > 1 and self.words[0] in self.known.single(self.kind, "movesBack"):
            self.words = (*self.words[1:], self.words[0])  # granted patents are patents granted
        joints = [word for word in self.words if word in self.known.listed("joint")]
        if self._turn_part(joints):
            return True
        if len(joints) != 1 or joints[0] not in self.known.listed("measuringPreposition"):
            return False
        at = self.words.index(joints[0])
        measure, rest = self.words[:at], self.words[at + 1 :]
        articles = self.known.single(self.kind, "article")
        while len(rest) > 1 and rest[0] in articles:
            rest = rest[1:]
        if not rest or measure not in self.known.phrases(self.kind, "measuredFirst"):
            return False
        self.changes.append(f"“{' '.join(self.words)}” read as “{' '.join((*rest, *measure))}”")
        self.words = (*rest, *measure)
        return True

    def _turn_part(self, joints: list[str]) -> bool:
        """ "Share of X in Y" is X share of Y."""
        measures = self.known.single(self.kind, "partMeasure")
        if len(joints) != 2 or self.words[0] not in measures or self.words[1] != joints[0]:
            return False
        at = self.words.index(joints[1], 2)
        if joints[1] not in self.known.listed("wholePreposition") or not 2 < at < len(self.words) - 1:
            return False
        self.words = (*self.words[2:at], *self.words[:2], *self.words[at + 1 :])
        self.changes.append(f"read as “{' '.join(self.words)}”")
        return True


def name_parts(name: str) -> list[str]:
    """The parts of a name as it is written, between spaces and hyphens."""
    return re.split(r"[\s-]+", name)
