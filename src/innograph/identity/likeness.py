"""How likely two entities are one, from their own names, kinds and places alone.

The reasons are the few that people go by, each with a score of its own, and the best one counts. Words that make a name
another one (a number, a direction, a place, a part of the whole) are no near misses: what one name has and the other
lacks must be a word that names do without. The scores are conventions; what they come to is measured on pairs that
people have judged (docs/trust.md tells how).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from rapidfuzz.distance import DamerauLevenshtein

from innograph.classes import ACTOR, GROUP, ORGANISATION, PERSON, PLACE, THING
from innograph.identity.folding import initials, singular, transcribed
from innograph.identity.keys import Keys, name_parts
from innograph.identity.reference import References
from innograph.identity.words import NameWords, Words
from innograph.model import Mention
from innograph.ontology import INNO, RDFS, SKOS, Ontology, expand

SAME_FROM = Decimal("0.8")  # from here on two are more likely one than not
KEPT_FROM = Decimal("0.6")  # what is less likely is not told

_REMEMBERED = 500_000  # names
_LONG = 7  # letters of a word in which one wrong letter is a slip, not another word
_ENTERPRISE = expand("schema:Corporation")
_PRODUCT = expand("schema:Product")
_ABSTRACT = frozenset(
    {
        RDFS + "Resource",
        SKOS + "Concept",
        ACTOR,
        THING,
        PLACE,
        expand("schema:DefinedTerm"),
    }
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a graph says of an entity that has to do with who it is."""

    iri: str
    names: tuple[str, ...]
    kinds: frozenset[str] = frozenset()  # the most specific classes: IRIs
    places: frozenset[str] = frozenset()  # IRIs


@dataclass(frozen=True, slots=True)
class Likeness:
    """That two entities may be one."""

    one: str  # IRI
    other: str
    score: Decimal
    reasons: tuple[str, ...]


@dataclass(slots=True)
class Form:
    """A name of an entity, in the forms in which it is compared."""

    name: str
    kind: str
    words: Words  # its key
    firm: Words  # without loose words, in the singular, adjectives of places as their names
    core: Words  # without words at the end that are left out in speaking
    short: bool = field(default=False)  # it is written as an acronym


class Comparer:
    """Compares entities. Ask `ontology.made(Comparer)` for it, so that what is known is read once."""

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology
        self.words = ontology.made(NameWords)
        self.keys = ontology.made(Keys.of)
        self.references = ontology.made(References)
        self._forms: dict[tuple[str, str], Form] = {}
        self._shared: dict[tuple[str, str], str | None] = {}

    def likeness(self, one: Facts, other: Facts) -> Likeness | None:
        """How likely two entities are one, or None where nothing speaks for it."""
        one, other = sorted((one, other), key=lambda facts: facts.iri)
        kind = self.common_kind(one, other)
        if kind is None:
            return None
        found = [f for a in self.forms(one) for b in self.forms(other) for f in self._reasons(a, b, one, other)]
        if not found:
            return None
        score, reason = max(found, key=lambda pair: (pair[0], pair[1]))
        reasons = [reason]
        for delta, why in self._circumstances(one, other, kind):
            score += delta
            reasons.append(why)
        score = min(Decimal("0.99"), score)
        return Likeness(one.iri, other.iri, score, tuple(reasons)) if score >= KEPT_FROM else None

    # -- kinds and places --------------------------------------------------------------------------------------------

    def common_kind(self, one: Facts, other: Facts) -> str | None:
        """A class that both may be of: one is below the other's, or both below one that IRIs are named after."""
        best = None
        for a in sorted(one.kinds):
            for b in sorted(other.kinds):
                if self.ontology.is_kind_of(a, GROUP) or self.ontology.is_kind_of(b, GROUP):
                    return None
                if self.ontology.is_kind_of(a, b) or self.ontology.is_kind_of(b, a):
                    return a if self.ontology.is_kind_of(a, b) else b
                shared = self.ontology.superclasses(a) & self.ontology.superclasses(b)
                named = shared - _ABSTRACT
                if named or (INNO + "Thing" in shared and self._is_phrase(a) and self._is_phrase(b)):
                    best = best or (sorted(named)[0] if named else INNO + "Thing")
        return best

    def _is_phrase(self, kind: str) -> bool:
        return self.words.says(kind, "foldPlural")

    def _circumstances(self, one: Facts, other: Facts, kind: str) -> Iterator[tuple[Decimal, str]]:
        if not any(
            self.ontology.is_kind_of(a, b) or self.ontology.is_kind_of(b, a) for a in one.kinds for b in other.kinds
        ):
            slight = all(self.ontology.is_kind_of(k, ORGANISATION) for k in (*one.kinds, *other.kinds))
            yield Decimal("-0.03" if slight else "-0.06"), "they are taken for different kinds"
        if one.places and other.places:
            first, second = (
                {p for place in f.places for p in (place, *self.words.containers(place))} for f in (one, other)
            )
            if one.places & second or other.places & first:
                yield Decimal("0.04"), "they are in one place"
            else:
                yield Decimal("-0.3"), "they are in different places"

    # -- names ---------------------------------------------------------------------------------------------------------

    def forms(self, facts: Facts) -> list[Form]:
        """The names of an entity as they are compared."""
        kind = min(facts.kinds, key=lambda k: (-len(self.ontology.superclasses(k)), k), default=RDFS + "Resource")
        return [self._form(name, kind) for name in facts.names]

    def _form(self, name: str, kind: str) -> Form:
        found = self._forms.get((name, kind))
        if found is None:
            words = self.keys.key(name, kind).words
            loose = self.words.single(kind, "looseWords")
            firm = tuple(w for word in words if word not in loose for w in self._plain(word)) or words
            tails = self.words.single(kind, "tailWords") | {singular(w) for w in self.words.single(kind, "tailWords")}
            core = firm
            while len(core) > 1 and core[-1] in tails:
                core = core[:-1]
            letters = name.replace(".", "").replace("-", "")
            short = letters.isalnum() and letters.isupper() and 2 <= len(letters) <= 8 and letters[0].isalpha()
            found = Form(name, kind, words, firm, core, short)
            if len(self._forms) < _REMEMBERED:
                self._forms[name, kind] = found
        return found

    def shared(self, name: str, kind: str) -> str | None:
        """Why things of a name need not be one; None where they are."""
        found = self._shared.get((name, kind), "")
        if found == "":
            found = self._shared[name, kind] = self._why_shared(name, kind)
            if len(self._shared) > _REMEMBERED:
                self._shared.clear()
        return found

    def _why_shared(self, name: str, kind: str) -> str | None:
        return self.references.of(Mention(name, kind), "").scope

    def _plain(self, word: str) -> Words:
        return tuple(singular(w) for w in self.words.demonyms.get(word, (word,)))

    def _reasons(self, a: Form, b: Form, one: Facts, other: Facts) -> Iterator[tuple[Decimal, str]]:
        if a.words == b.words:
            alike = f"both are called “{a.name}”" if a.name == b.name else f"“{a.name}” and “{b.name}” are worded alike"
            shared = self.shared(a.name, a.kind) or self.shared(b.name, b.kind)
            yield (Decimal("0.62"), f"{alike}, but {shared}") if shared else (Decimal("0.9"), alike)
            return
        if self.ontology.is_kind_of(a.kind, PERSON) and self.ontology.is_kind_of(b.kind, PERSON):
            yield from self._people(a, b)
            return
        named = f"“{a.name}” and “{b.name}”"
        if (a.firm == b.firm or "".join(a.words) == "".join(b.words)) and not self._opposed(a, b):
            yield Decimal("0.93"), f"{named} differ only in words or spaces that names do without"
        elif sorted(a.firm) == sorted(b.firm) and self._may_turn(a, b):
            yield Decimal("0.87"), f"{named} have the same words in another order"
        elif transcribed(a.words) == transcribed(b.words):
            yield Decimal("0.87"), f"{named} differ only in how an umlaut is written"
        elif not self._is_phrase(a.kind) and (slip := self._slip(a, b)):
            yield Decimal("0.84"), f"“{slip[0]}” and “{slip[1]}” differ in one letter"
        for short, long in ((a, b), (b, a)):
            yield from self._shortened(short, long)

    def _shortened(self, short: Form, long: Form) -> Iterator[tuple[Decimal, str]]:
        """Reasons to take a name for a short form of another."""
        named = f"“{short.name}” and “{long.name}”"
        if short.short and self._is_acronym(short, long):
            score = Decimal("0.84") if len("".join(short.words)) > 2 else Decimal("0.7")
            yield score, f"“{short.name}” are the initials of “{long.name}”"
        elif self._is_phrase(long.kind):
            if self._is_attached(short, long):
                yield Decimal("0.82"), f"{named} differ only in the name of the maker"
        elif self._is_partly_acronym(short, long):
            yield Decimal("0.83"), f"“{short.name}” abbreviates a part of “{long.name}”"
        elif short.firm == long.core != long.firm and not self._is_place(long.core):
            yield Decimal("0.85"), f"{named} differ only in a word that is left out in speaking"
        elif short.firm == self.unplaced(long):
            yield Decimal("0.82"), f"{named} differ only in the name of the place that has it"
        elif short.firm == self.brand(long):
            yield Decimal("0.82"), f"“{short.name}” is the word of “{long.name}” that is neither place nor trade"

    def _opposed(self, a: Form, b: Form) -> bool:
        """Whether both names have words that names may do without, and not the same: X City and X County."""
        function = self.words.listed("functionWord")
        one, other = ({w for w in f.words if w in self.words.single(f.kind, "looseWords")} - function for f in (a, b))
        return bool(one and other and one != other)

    def stems(self, form: Form) -> list[Words]:
        """The names by which a thing of this name may go for short."""
        found = {form.core, self.unplaced(form), self.brand(form)}
        if self.ontology.is_kind_of(form.kind, _PRODUCT):
            found.add(form.words[1:])
        return sorted(words for words in found if words)

    def unplaced(self, form: Form) -> Words | None:
        """A name without a country before it, or a place behind it, where more is left than common words."""
        firm = form.firm
        owned = self.words.says(form.kind, "ownedByPlace")
        if not owned and not self.ontology.is_kind_of(form.kind, _ENTERPRISE):
            return None
        for size in (2, 1):
            rest = firm[size:]
            told = not set(rest) <= self.words.common or (owned and len(rest) > 1)
            if firm[:size] in self.words.countries and rest and told:
                return rest
        if owned and len(firm) > 2 and firm[-1] in self.words.place_words and not set(firm[:-1]) <= self.words.common:
            return firm[:-1]
        return None

    def brand(self, form: Form) -> Words | None:
        """The one telling word of an enterprise's full name: a place, the brand, what it trades in, a legal form."""
        firm = form.firm
        if len(firm) < 3 or not self.ontology.is_kind_of(form.kind, ORGANISATION) or form.words == self._whole(form):
            return None
        trade = self.words.listed("tradeWord") | self.words.common
        if firm[0] not in self.words.place_words or firm[1] in trade or firm[1] in self.words.place_words:
            return None
        return firm[1:2] if all(word in trade for word in firm[2:]) else None

    def _whole(self, form: Form) -> Words:
        """The folded name with nothing left out but articles: whether it had a legal form shows by comparison."""
        return self.words.fold(form.name, plural=False)[-len(form.words) :]

    def _is_attached(self, short: Form, long: Form) -> bool:
        """Whether a product's name has its maker's, one word with a capital, before it."""
        first = name_parts(long.name)[0]
        product = self.ontology.is_kind_of(long.kind, _PRODUCT)
        return (
            product
            and len(short.words) > 1
            and long.words[1:] == short.words
            and first[:1].isupper()
            and long.name.split()[1][:1].isupper()
        )

    def _may_turn(self, a: Form, b: Form) -> bool:
        """Whether the order of words may differ. Where it makes another one ("University of X"), pairs are pinned."""
        if self._is_phrase(a.kind):  # "patents granted" and "granted patents"
            return any(x[0].endswith("ed") and (*x[1:], x[0]) == y for x, y in ((a.firm, b.firm), (b.firm, a.firm)))
        return len(a.firm) > 1

    def _is_place(self, words: Words) -> bool:
        return len(words) == 1 and words[0] in self.words.place_words

    def _slip(self, a: Form, b: Form) -> tuple[str, str] | None:
        """The one pair of words that differ by one letter, where that is a slip rather than another word."""
        if len(a.firm) != len(b.firm):
            return None
        pairs = [(x, y) for x, y in zip(a.firm, b.firm, strict=True) if x != y]
        if len(pairs) != 1:
            return None
        x, y = pairs[0]
        telling = self.words.place_words | self.words.common
        long = min(len(x), len(y)) >= _LONG and x.isalpha() and y.isalpha() and x[0] == y[0]
        if not long or x in telling or y in telling:
            return None
        return (x, y) if DamerauLevenshtein.distance(x, y, score_cutoff=1) == 1 else None

    def _is_acronym(self, short: Form, long: Form) -> bool:
        letters = "".join(short.words)
        return len(long.words) > 1 and any(letters in self.words.short_forms(words) for words in self.unshortened(long))

    def unshortened(self, form: Form) -> Iterator[Words]:
        """The words whose initials may be used: those of the key, and with the legal form that the key leaves out."""
        yield form.words
        yield form.firm
        folded = self.words.fold(form.name, plural=False)
        for size in range(len(form.words) + 1, min(len(folded), len(form.words) + 2) + 1):
            yield folded[:size]

    def _is_partly_acronym(self, short: Form, long: Form) -> bool:
        """Whether some words of the long name, at its beginning or end, stand as initials in the short one."""
        return len(short.firm) > 1 and len(long.firm) > len(short.firm) and short.firm in self.part_forms(long)

    def part_forms(self, form: Form) -> set[Words]:
        """The names in which a run of two or more words at one end is shortened to its initials."""
        firm = form.firm
        if not self.ontology.is_kind_of(form.kind, ORGANISATION) or not 3 <= len(firm) <= 8:
            return set()
        found: set[Words] = set()
        for cut in range(1, len(firm)):
            if cut >= 2:
                found.add((initials(firm[:cut]), *firm[cut:]))
            if len(firm) - cut >= 2:
                found.add((*firm[:cut], initials(firm[cut:])))
        return found

    # -- people ------------------------------------------------------------------------------------------------------

    def _people(self, a: Form, b: Form) -> Iterator[tuple[Decimal, str]]:
        x, y = a.words, b.words
        named = f"“{a.name}” and “{b.name}”"
        if "".join(x) == "".join(y):
            yield Decimal("0.93"), f"{named} differ only in spaces"
        elif transcribed(x) == transcribed(y):
            yield Decimal("0.87"), f"{named} differ only in how an umlaut is written"
        elif any("".join((*y[cut:], *y[:cut])) == "".join(x) for cut in range(1, len(y))):
            yield Decimal("0.86"), f"{named} have the same names in another order"
        elif len(x) > 1 and len(y) > 1 and x[-1] == y[-1]:
            shorter, longer = sorted((x, y), key=len)
            families = self.words.listed("commonFamilyName")
            if x[0] == y[0] and len(shorter) == 2 and len(longer) > 2 and longer[0] not in families:
                # A mere initial is what namesakes use to be told apart.
                score = "0.85" if all(len(word) > 1 for word in longer) else "0.78"
                yield Decimal(score), f"{named} differ only in a middle name"
            elif x[0] == y[0] and len(x) == len(y) and all(_abbreviates(p, q) for p, q in zip(x, y, strict=True)):
                yield Decimal("0.88"), f"{named} differ only in the initial of a middle name"
            elif x[0] != y[0] and all(_abbreviates(p, q) for p, q in zip(x, y, strict=False)):
                yield Decimal("0.76"), f"{named} have the same family name and initial"
            elif x[1:] == y[1:] and len(x[-1]) > 5 and _is_slip(x[0], y[0]):
                yield Decimal("0.74"), f"{named} differ in one letter"


def _is_slip(one: str, other: str) -> bool:
    """Whether two given names of some length differ in one letter, not the first."""
    long = min(len(one), len(other)) > 4 and one[0] == other[0]
    return long and DamerauLevenshtein.distance(one, other, score_cutoff=1) == 1


def _abbreviates(one: str, other: str) -> bool:
    return one == other or (one[0] == other[0] and 1 in (len(one), len(other)))
