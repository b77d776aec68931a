"""Whether a proposed claim is well formed: a known type, its own fields, values of their datatypes and closed lists."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from innograph.extract.wording import Wording
from innograph.llm.prompt import COMMON, NTH, NUMBERS, QUOTE, askable, choices, needed
from innograph.llm.reasons import Reason, RejectedError
from innograph.model import FieldValue
from innograph.ontology import PREFIXES, ClaimField, ClaimType, Ontology

_GROUPED = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")  # 26,700
_PLAIN = re.compile(r"-?\d{1,30}(\.\d{1,30})?")
_INTEGER = PREFIXES["xsd"] + "integer"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A claim as a model proposed it, well formed but not yet held against the text."""

    kind: ClaimType
    quote: str
    nth: int | None
    fields: dict[str, FieldValue]
    modality: str
    polarity: str
    attribution: str | None
    period: str | None


class FormReader:
    """Reads proposals. Built once from an ontology."""

    def __init__(self, ontology: Ontology) -> None:
        self._ontology = ontology
        self._types = askable(ontology)
        self._currencies = Wording(ontology).currencies
        self._needed = {key: needed(kind, ontology) for key, kind in self._types.items()}

    def read(self, raw: Any) -> Proposal:
        """The proposal that a member of a model's list of claims is.

        Raises:
            RejectedError: it is not well formed.
        """
        if not isinstance(raw, dict):
            raise RejectedError(Reason.NOT_AN_OBJECT, f"{raw!r} is no claim")
        kind = self._types.get(str(raw.get("type")))
        if kind is None:
            raise RejectedError(Reason.UNKNOWN_TYPE, f"there is no type {raw.get('type')!r}")
        given = {key: value for key, value in raw.items() if value not in (None, "", [])}
        own = {field.key: field for field in kind.fields}
        common = {key: self._common(given, key, scheme) for key, scheme, _ in COMMON}
        for key in given:
            if key not in own and key not in common and key not in {"type", QUOTE, NTH}:
                raise RejectedError(Reason.UNKNOWN_FIELD, f"{kind.key} has no field {key!r}")
        fields = {key: self._value(own[key], value) for key, value in given.items() if key in own}
        nth = given.get(NTH)
        if nth is not None and (type(nth) is not int or nth < 1):
            raise RejectedError(Reason.WRONG_VALUE, f"nth is a number from 1, not {nth!r}")
        return Proposal(
            kind,
            _words(QUOTE, given.get(QUOTE, "")),
            nth,
            {field.key: fields[field.key] for field in kind.fields if field.key in fields},
            common["modality"] or "achieved",
            common["polarity"] or "positive",
            common["attribution"],
            common["period"],
        )

    def complete(self, kind: ClaimType, fields: dict[str, FieldValue]) -> None:
        """Raises RejectedError where a claim lacks what a shape requires of its type."""
        for key, least in self._needed[kind.key].items():
            value = fields.get(key)
            count = len(set(value)) if isinstance(value, tuple) else int(value is not None)
            if count < least:
                raise RejectedError(Reason.MISSING_FIELD, f"{kind.key} needs {least} {key}")

    def _common(self, given: dict[str, Any], key: str, scheme: str | None) -> str | None:
        if key not in given:
            return None
        value = _words(key, given[key])
        if scheme and value not in self._ontology.notations.get(scheme, {}):
            raise RejectedError(Reason.NOT_IN_LIST, f"{key} {value!r}")
        return value

    def _value(self, field: ClaimField, value: Any) -> FieldValue:
        if field.many:
            members = value if isinstance(value, list) else [value]
            return tuple(dict.fromkeys(_words(field.key, member) for member in members))
        if field.range in NUMBERS:
            number = _number(field.key, value)
            if field.range != _INTEGER:
                return number
            if number != number.to_integral_value():
                raise RejectedError(Reason.WRONG_VALUE, f"{field.key} is a whole number, not {value!r}")
            return int(number)
        words = _words(field.key, value)
        listed = choices(field, self._ontology, self._currencies)
        if listed is not None and words not in listed:
            raise RejectedError(Reason.NOT_IN_LIST, f"{field.key} {words!r}")
        return words


def _words(key: str, value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise RejectedError(Reason.WRONG_VALUE, f"{key} is in words, not {value!r}")
    return value.strip()


def _number(key: str, value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise RejectedError(Reason.WRONG_VALUE, f"{key} is a number, not {value!r}")
    text = format(value, "f") if isinstance(value, Decimal) else str(value).strip()
    text = text.replace(",", "") if _GROUPED.fullmatch(text) else text
    if not _PLAIN.fullmatch(text):
        raise RejectedError(Reason.WRONG_VALUE, f"{key} is a plain number, not {value!r}")
    try:
        return Decimal(text)
    except InvalidOperation as error:  # pragma: no cover - the pattern lets only numbers in
        raise RejectedError(Reason.WRONG_VALUE, f"{key} is a number, not {value!r}") from error
