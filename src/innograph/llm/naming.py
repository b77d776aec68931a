"""Whether the names and words of a proposed claim stand in the document, and whom the names mean."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from innograph.classes import ACTOR, ORGANISATION, PERSON, PLACE
from innograph.extract.gazetteer import Gazetteer
from innograph.extract.lexicon import Lexicon
from innograph.extract.names import Name, NameFinder
from innograph.llm.form import Proposal
from innograph.llm.prompt import CURRENCY, NUMBERS
from innograph.llm.reasons import Reason, RejectedError
from innograph.llm.words import stands_in, stems
from innograph.model import Claim, Document, FieldValue, Mention
from innograph.ontology import INNO, PREFIXES, ClaimField, Ontology

if TYPE_CHECKING:
    from spacy.language import Language

NAMED = (ACTOR, ORGANISATION, PERSON, PLACE)  # what fields of these classes hold must stand in the text as it is
PRONOUNS = ("itPronoun", "theyPronoun", "personPronoun")
FREE = ("functionWord", "namingPreposition", "ratioNoun", "definite")  # word lists that an indicator may add from
SCOPE = INNO + "scope"
SMALL = 2  # words of so few letters join others: "of", "by", "a"


def known_names(claims: Iterable[Claim]) -> dict[str, Mention]:
    """Whom the names in the claims of a document were taken for."""
    mentions = (m for claim in claims for named in claim.mentions.values() for m in named)
    return {words: m for m in mentions for words in (m.name, m.words or m.name)}


class NameCheck:
    """Holds names and words to a document, and resolves names. Built once."""

    def __init__(self, ontology: Ontology, pipeline: Language, gazetteer: Gazetteer) -> None:
        self._ontology = ontology
        self._pipeline = pipeline
        self._gazetteer = gazetteer
        self._lexicon = Lexicon(ontology)
        self._finder = NameFinder(self._lexicon, gazetteer)
        self._pronouns = frozenset(word for name in PRONOUNS for word in self._lexicon.words(name))
        self._free = frozenset(stem for name in FREE for word in self._lexicon.words(name) for stem in stems(word))

    def check(
        self, proposal: Proposal, fields: dict[str, FieldValue], document: Document, known: dict[str, Mention]
    ) -> tuple[dict[str, FieldValue], dict[str, tuple[Mention, ...]]]:
        """The fields with the names that the ontology prefers, and whom the names mean.

        Args:
            known: whom names in this document were taken for before.

        Raises:
            RejectedError: a name or a word does not stand in the document.
        """
        settled = dict(fields)
        mentions: dict[str, tuple[Mention, ...]] = {}
        text = f"{document.title or ''}\n{document.text}"
        for field in proposal.kind.fields:
            value = fields.get(field.key)
            if value is None or field.property == CURRENCY or field.scheme is not None or field.range in NUMBERS:
                continue
            words = [
                self._checked(field, word, text) for word in (value if isinstance(value, tuple) else (str(value),))
            ]
            found = [self._mention(field, word, known) for word in words]
            names = [m.name if m else word for m, word in zip(found, words, strict=True)]
            settled[field.key] = tuple(names) if isinstance(value, tuple) else names[0]
            if all(found):
                mentions[field.key] = tuple(m for m in found if m)
        if proposal.attribution and not stands_in(proposal.attribution, text):
            raise RejectedError(Reason.NAME_NOT_IN_DOCUMENT, f"attribution {proposal.attribution!r}")
        return settled, mentions

    def _checked(self, field: ClaimField, words: str, text: str) -> str:
        """The words of a field, a name without its article, if they stand in the text: a name wholly, others mostly."""
        if not self._is_name(field):
            wanted = {stem for stem in stems(words) - self._free if len(stem) > SMALL or stem.isdigit()}
            missing = wanted - stems(text)
            if 2 * len(missing) >= len(wanted) > 0:
                raise RejectedError(
                    Reason.WORDS_NOT_IN_DOCUMENT, f"{field.key} {words!r}: {', '.join(sorted(missing))}"
                )
            return words
        first, _, rest = words.partition(" ")
        pointing = first.lower() in self._lexicon.words("definite")
        name = rest if pointing and rest else words
        if name.lower() in self._pronouns or (pointing and name == name.lower()):
            raise RejectedError(Reason.NOT_A_NAME, f"{field.key} {words!r}")
        if not stands_in(name, text):
            raise RejectedError(Reason.NAME_NOT_IN_DOCUMENT, f"{field.key} {words!r}")
        return name

    def _is_name(self, field: ClaimField) -> bool:
        return field.range is not None and any(self._ontology.is_kind_of(field.range, kind) for kind in NAMED)

    def _mention(self, field: ClaimField, words: str, known: dict[str, Mention]) -> Mention | None:
        """Whom the words mean, if that is known and can stand in the field; else its class is that of the field."""
        if field.range is None or field.range.startswith(PREFIXES["xsd"]):
            return None
        if (before := known.get(words)) and self._may_stand(field, before.kind):
            return before
        if entity := self._gazetteer.known(words, field.range):
            entry = self._gazetteer.entries[entity]
            return Mention(entry.name, entry.kind, None, words, entity)
        name = self._name_of(words)
        if name is None or name.kind is None or not self._may_stand(field, name.kind):
            return None
        if len(name.entries) == 1:
            return Mention(name.entries[0].name, name.kind, None, words, name.entries[0].iri)
        return Mention(words, name.kind, None, words) if self._is_name(field) else None

    def _may_stand(self, field: ClaimField, kind: str) -> bool:
        """Whether a thing of a class may stand in a field: what a rank or share is taken over may be a region too."""
        if field.range is None:
            return False
        region = field.property == SCOPE and self._ontology.is_kind_of(kind, PLACE)
        return region or self._ontology.is_kind_of(kind, field.range)

    def _name_of(self, words: str) -> Name | None:
        """The one name that the words are, wholly."""
        parsed = self._pipeline(words)
        names = self._finder.find(parsed, frozenset())
        return names[0] if len(names) == 1 and (names[0].start, names[0].end) == (0, len(parsed)) else None
