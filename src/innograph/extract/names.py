"""Proper names in a sentence: known ones from the gazetteer, new ones by their capitals and their telling words.

The statistical recogniser's labels are only a hint here: it takes the number in the name of a material for a count, and
a new drug for a time. A name is what is written as one; what it names is told by a word in it ("University").
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from innograph.classes import ORGANISATION, PERSON
from innograph.extract.gazetteer import Entry, Gazetteer
from innograph.extract.lexicon import Lexicon
from innograph.ontology import FR

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

SHORT = 3  # a shorter first word may be anybody's
JOINERS = {
    "of",
    "for",
    "and",
    "&",
    "the",
    "de",
    "von",
    "van",
    "der",
    "del",
    "di",
    "do",
    "da",
    "ap",
    "bin",
    "al",
    "e",
    "i",
    "y",
    "et",
    "für",
    "und",
    "des",
    "du",
    "la",
    "le",
}
STRONG_JOINERS = {"of", "for"}
OPENERS = {":", ";", "•", "“", '"'}  # after them, as at the beginning of a sentence, a capital says nothing
NOMINAL = {"nsubj", "nsubjpass", "dobj", "pobj", "poss", "appos"}  # only names stand so, whatever the tagger says
EXPLAINED = 6  # tokens of a phrase in commas in which its noun is sought
ROLE_REACH = 8  # tokens after a person's name within which the office is told


@dataclass(frozen=True, slots=True)
class Name:
    """Words that name something: tokens `start` to `end` (exclusive) of the parsed block."""

    start: int
    end: int
    kind: str | None  # IRI of a class; None: a name of something unknown
    entries: tuple[Entry, ...] = ()  # what the ontology knows by it; several where it is ambiguous
    demonym: bool = False
    sure: bool = True  # False where only the statistical recogniser says that it is a person


class NameFinder:
    """Finds names; `headline` texts, where every word has a capital, are searched for known names only."""

    def __init__(self, lexicon: Lexicon, gazetteer: Gazetteer) -> None:
        self.lexicon = lexicon
        self.gazetteer = gazetteer
        self.legal_forms = {
            part.rstrip(".")
            for form in lexicon.ontology.objects(ORGANISATION, FR + "legalForm")
            for part in form.split()
        }

    def find(self, parsed: Doc, taken: frozenset[int], *, headline: bool = False) -> list[Name]:
        """Names in order, not overlapping. `taken` are tokens of quantities and periods, never part of a new name."""
        known: dict[int, Name] = {}
        for span, entries, demonym in self.gazetteer.find(parsed):
            if self._plausible(span[0], span.text):
                known[span.start] = self._with_common_noun(
                    parsed, Name(span.start, span.end, entries[0].kind, entries, demonym)
                )
        new = [] if headline else [n for n in self._runs(parsed, taken) if self._is_new(n, known)]
        covered = {i for n in new for i in range(n.start, n.end)}
        kept = [n for n in known.values() if n.start not in covered and n.end - 1 not in covered]
        return sorted([*kept, *new], key=lambda n: n.start)

    @staticmethod
    def _plausible(first: Token, text: str) -> bool:
        # A place called like a common word counts only where the tagger sees a name.
        return text == text.lower() or first.pos_ in {"PROPN", "ADJ", "NOUN", "X"} or bool(first.ent_type_)

    def _with_common_noun(self, parsed: Doc, name: Name) -> Name:
        """A name with its common noun ("X province") is one, and the noun tells which of several places is meant.

        So does a noun that goes before it ("the city of X") or explains it ("X, a city in the south").
        """
        if name.demonym:
            return name
        if name.end < len(parsed):
            fitting = self._of_level(parsed[name.end], name)
            if fitting:
                return Name(name.start, name.end + 1, name.kind, fitting)
        if len(name.entries) > 1 and (fitting := self._explained(parsed, name)):
            return Name(name.start, name.end, name.kind, fitting)
        return name

    def _of_level(self, noun: Token, name: Name) -> tuple[Entry, ...]:
        levels = self.lexicon.common_nouns.get(noun.lower_, ())
        return tuple(e for e in name.entries if e.level in levels)

    def _explained(self, parsed: Doc, name: Name) -> tuple[Entry, ...]:
        """Which of several places is meant, by the noun of a phrase around the name; none where there is no such."""
        led = name.start > 1 and parsed[name.start - 1].lower_ == "of"
        if led and (fitting := self._of_level(parsed[name.start - 2], name)):
            return fitting
        if name.end + 1 < len(parsed) and parsed[name.end].text == "," and parsed[name.end + 1].pos_ == "DET":
            for token in parsed[name.end + 2 : name.end + 2 + EXPLAINED]:
                if token.text in {",", ".", ";"} or token.pos_ in {"VERB", "AUX", "ADP"}:
                    break
                if fitting := self._of_level(token, name):
                    return fitting
        return ()

    def _is_new(self, name: Name, known: dict[int, Name]) -> bool:
        """A run of capitals is a new name unless known names and their common nouns make it up."""
        inside = [k for k in known.values() if k.start < name.end and name.start < k.end]
        covered = {i for k in inside for i in range(k.start, k.end)}
        return not set(range(name.start, name.end)) <= covered

    def _runs(self, parsed: Doc, taken: frozenset[int]) -> list[Name]:
        runs = []
        i = 0
        while i < len(parsed):
            if self._is_title(parsed, i):
                i += 1
                continue
            end = self._run_end(parsed, i, taken)
            if end > i:
                i -= self._glued_figure(parsed, i, taken)
                name = self._classify(parsed, i, end)
                if name is not None:
                    runs.append(name)
            i = max(end, i + 1)
        return runs

    @staticmethod
    def _glued_figure(parsed: Doc, i: int, taken: frozenset[int]) -> int:
        """1 where a figure that the tokenizer cut off begins the name: "6G Flagship"."""
        return int(i > 0 and parsed[i - 1].is_digit and not parsed[i - 1].whitespace_ and i - 1 not in taken)

    def _is_title(self, parsed: Doc, i: int) -> bool:
        """Whether the word goes before a person's name and is no part of it: "Governor", "First" before "Minister"."""
        if parsed[i].text in self.lexicon.words("title"):
            return True
        following = parsed[i + 1].text if i + 1 < len(parsed) else ""
        return following in self.lexicon.words("title") and parsed[i].lower_ in self.lexicon.words("rolePrefix")

    def _run_end(self, parsed: Doc, start: int, taken: frozenset[int]) -> int:
        if not self._capital(parsed[start], taken):
            return start
        end = start + 1
        while end < len(parsed):
            token = parsed[end]
            if self._capital(token, taken):
                end += 1
                continue
            step = self._glued(parsed, start, end, taken) or self._joined(parsed, start, end, taken)
            if not step:
                break
            end += step
        return end

    def _glued(self, parsed: Doc, start: int, i: int, taken: frozenset[int]) -> int:
        """How many tokens a hyphen inside a name ("High-tech Zone"), or a place in brackets, adds to it."""
        if i + 1 >= len(parsed):
            return 0
        token, following = parsed[i], parsed[i + 1]
        if token.text in {"-", "–", "/"} and not token.whitespace_ and not parsed[i - 1].whitespace_:
            if self._capital(following, taken):
                return 2
            goes_on = i + 2 < len(parsed) and self._capital(parsed[i + 2], taken)
            parting = following.text in self.lexicon.words("partingWord")  # "X-based Y" is two names
            return 2 if following.is_alpha and token.text == "-" and goes_on and not parting else 0
        if token.text == "(" and i + 3 < len(parsed) and parsed[i + 2].text == ")":
            inside, after = self._capital(following, taken), self._capital(parsed[i + 3], taken)
            return 3 if inside and after and not following.text.isupper() else 0
        return 0

    def _joined(self, parsed: Doc, start: int, end: int, taken: frozenset[int]) -> int:
        """How many tokens ("of the") join the run to a capital that follows; 0 if none does."""
        token = parsed[end]
        width = 2 if end + 1 < len(parsed) and parsed[end + 1].lower_ == "the" and token.lower_ in STRONG_JOINERS else 1
        if token.lower_ not in JOINERS or token.text != token.lower_ or end + width >= len(parsed):
            if token.text == "," and end + 1 < len(parsed) and parsed[end + 1].text.rstrip(".") in self.legal_forms:
                return 1
            return self._listed(parsed, start, end)
        if not self._capital(parsed[end + width], taken) or self._is_title(parsed, end + width):
            return 0
        left = [t.text for t in parsed[start:end]]
        has_head = any(w in self.lexicon.name_words for w in left)
        if token.lower_ in STRONG_JOINERS:
            return width if has_head or (end == start + 1 and self._is_called(parsed, start, end + width)) else 0
        if token.lower_ in {"and", "&"}:
            right = []
            for t in parsed[end + 1 :]:
                if not self._capital(t, taken):
                    break
                right.append(t.text)
            opened = any(w in STRONG_JOINERS for w in left) or left[-1] in self.lexicon.words("subjectWord")
            if left[-1] in self.lexicon.words("subjectWord") and not has_head:
                return width
            if not has_head and self._is_one(parsed, start, end, right):
                return width
            return (
                width if token.text == "&" or (opened and not any(w in self.lexicon.name_words for w in right)) else 0
            )
        return width

    def _is_one(self, parsed: Doc, start: int, end: int, right: list[str]) -> bool:
        """Whether "the A and B Park" is one name: definite, its kind told at the end alone, and A no known place."""
        definite = start > 0 and parsed[start - 1].lower_ in self.lexicon.words("definite")
        named = len(right) > 1 and right[-1] in self.lexicon.name_words
        return definite and named and not self.gazetteer.labels.get(parsed[start:end].text)

    def _is_called(self, parsed: Doc, start: int, following: int) -> bool:
        """Whether "a House of Quantum" is one name: a thing with a capital, of what is neither place nor person."""
        first, after = parsed[start], parsed[following]
        before = parsed[start - 1] if start else None
        if before is None or before.pos_ != "DET" or before.text[:1].isupper() or not first.text[1:].islower():
            return False
        known = {first.text, after.text} & {*self.gazetteer.labels, *self.gazetteer.demonyms}
        return not known and after.ent_type_ not in {"GPE", "PERSON", "LOC"}

    def _listed(self, parsed: Doc, start: int, end: int) -> int:
        """1 where a comma goes on with the subjects of a body: "Ministry of Economy, Trade and Industry"."""
        subjects = self.lexicon.words("subjectWord")
        of = any(t.text in STRONG_JOINERS for t in parsed[start:end])
        if parsed[end].text != "," or not of or parsed[end - 1].text not in subjects or end + 3 >= len(parsed):
            return 0
        listed = parsed[end + 1].text in subjects and parsed[end + 2].text in {"and", ",", "&"}
        return 1 if listed and parsed[end + 3].text[:1].isupper() else 0

    @staticmethod
    def _capital(token: Token, taken: frozenset[int]) -> bool:
        text = token.text
        if token.i in taken or not any(c.isupper() for c in text) or any(unicodedata.category(c) == "Sc" for c in text):
            return False
        if not text[0].isupper():
            return (
                text[0].isdigit() != text[0].islower() and text.isalnum() and text[-2:] not in {"st", "nd", "rd", "th"}
            )
        before = token.nbor(-1).text if token.i else ""
        following = token.nbor(1) if token.i + 1 < len(token.doc) else None
        if (
            token.is_sent_start
            and following is not None
            and following.pos_ == "PROPN"
            and token.pos_ in {"ADJ", "NOUN"}
        ):
            return token.dep_ in {"amod", "compound", "nmod"}  # "Southern X Science Park"
        # The first word of a sentence has a capital in any case.
        if before in OPENERS and not token.is_sent_start:
            return token.pos_ in {"PROPN", "X"} or not text[1:].islower()
        if token.is_sent_start and token.pos_ not in {"PROPN", "X"}:
            return not token.text[1:].islower() and token.pos_ not in {"DET", "PRON", "ADP", "SCONJ"}
        return token.ent_type_ not in {"DATE", "TIME"} or token.pos_ == "PROPN"

    def _classify(self, parsed: Doc, start: int, end: int) -> Name | None:
        tokens = parsed[start:end]
        words = [t.text for t in tokens]
        if len(words) == 1 and len(words[0]) == 1:
            return None  # a letter names nobody
        head_end = next((i for i, w in enumerate(words) if w in STRONG_JOINERS), len(words))
        for word in [*reversed(words[:head_end]), *words[head_end:]]:
            if word in self.lexicon.name_words:
                if len(words) == 1:
                    return None  # "the University": a common noun with a capital
                return Name(start, end, self.lexicon.name_words[word][0])
        labels = {t.ent_type_ for t in tokens} - {""}
        if self._has_role(parsed, start, end):
            return Name(start, end, PERSON)
        opening = tokens[0].is_sent_start or (start and parsed[start - 1].text in OPENERS)
        common = tokens[0].tag_ in {"NNS", "NNPS"} or tokens[0].lemma_.lower() in self.lexicon.common_nouns
        if len(words) == 1 and opening and (not labels or common) and words[0][1:].islower():
            return None
        if labels & {"PERSON"} and not labels & {"ORG"}:
            return Name(start, end, PERSON, sure=False) if len(words) > 1 else Name(start, end, None)
        nominal = len(words) == 1 and not opening and tokens.root.dep_ in NOMINAL
        nameless = all(w.islower() or t.pos_ in {"ADJ", "VERB", "ADV"} for w, t in zip(words, tokens, strict=True))
        if nameless and not nominal:
            return None
        return Name(start, end, ORGANISATION if labels & {"ORG", "PRODUCT", "GPE", "PERSON", "NORP"} else None)

    def _has_role(self, parsed: Doc, start: int, end: int) -> bool:
        """Whether an office stands with the name: "minister A B", "A B, director of …"."""
        words = [t.text for t in parsed[start:end]]
        if not 2 <= len(words) <= 4 or not all(w.replace("-", "").replace("'", "").isalpha() for w in words):
            return False
        roles = self.lexicon.words("roleNoun")
        if start and parsed[start - 1].lemma_.lower() in roles:
            return True
        if end >= len(parsed) or parsed[end].text != ",":
            return False
        for token in parsed[end + 1 : end + ROLE_REACH]:
            if token.text in {",", ".", ";"} or token.pos_ in {"VERB", "AUX"}:
                break
            if token.lemma_.lower() in roles:
                return True
        return False
