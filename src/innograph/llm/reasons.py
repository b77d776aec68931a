"""Why a proposed claim is rejected: a closed list."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """The first check that a proposed claim fails."""

    NOT_AN_OBJECT = "not-an-object"  # no JSON object
    UNKNOWN_TYPE = "unknown-type"
    UNKNOWN_FIELD = "unknown-field"  # the type does not have it, or it is not for a model to say
    WRONG_VALUE = "wrong-value"  # not of the field's datatype
    NOT_IN_LIST = "not-in-list"  # of a closed list, a unit or a currency
    MISSING_FIELD = "missing-field"  # one that a shape requires
    QUOTE_NOT_IN_TEXT = "quote-not-in-text"
    QUOTE_NOT_IN_PARAGRAPH = "quote-not-in-paragraph"  # in a heading, across paragraphs, or not in what was shown
    QUOTE_AMBIGUOUS = "quote-ambiguous"  # it stands in several places, and which one is not said
    FIGURE_NOT_IN_QUOTE = "figure-not-in-quote"
    UNIT_NOT_IN_QUOTE = "unit-not-in-quote"  # the figure stands there, with another unit
    COMPARATOR_NOT_IN_QUOTE = "comparator-not-in-quote"
    NAME_NOT_IN_DOCUMENT = "name-not-in-document"
    NOT_A_NAME = "not-a-name"  # "it", "the company": whom that means is not said
    WORDS_NOT_IN_DOCUMENT = "words-not-in-document"  # of an indicator, a field, an object
    PERIOD_NOT_IN_SENTENCE = "period-not-in-sentence"


class RejectedError(Exception):
    """A proposed claim does not pass.

    Args:
        reason: the check that it fails.
        detail: what is wrong, in words.
    """

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail
