"""Extraction that one document cannot stop: each has a time in which its claims have to be found.

Documents are parsed in batches, several at once, since that is twice as fast. So a small group of documents is tried
first; where it takes too long, or fails, its documents are tried again one by one, to find out which of them it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from innograph.deadline import TimeIsUp, deadline
from innograph.errors import InnographError
from innograph.model import Claim, Document, Finding

LONG = 100_000
"""Characters of a document to which that time is given once more: a report of so many takes seven seconds to read."""

GROUP = 60_000  # characters of documents that are tried together

Extracted = tuple[Document, list[Claim]]
ExtractAll = Callable[[Iterable[Document]], Iterator[Extracted]]


def allowance(document: Document, seconds: float) -> float:
    """The seconds that a document may take: `seconds`, and as many again for each `LONG` characters of its text."""
    return seconds * (1 + len(document.text) / LONG)


def in_time(
    extract_all: ExtractAll, documents: Iterable[Document], seconds: float, findings: list[Finding]
) -> Iterator[Extracted]:
    """Each document with its claims, in order; without any where they could not be found, which `findings` then tell.

    Args:
        extract_all: finds the claims of documents, in order.
        seconds: the time for each document, see `allowance`.
        findings: gets a finding of the kind "gave-up" for a document, before that document is handed on.
    """
    for group in _groups(documents):
        done = 0
        for pair in _tried(extract_all, group, seconds):
            yield pair
            done += 1
        for document in group[done:]:
            yield document, _alone(extract_all, document, allowance(document, seconds), findings)


def _groups(documents: Iterable[Document]) -> Iterator[list[Document]]:
    group: list[Document] = []
    size = 0
    for document in documents:
        if group and size + len(document.text) > GROUP:
            yield group
            group, size = [], 0
        group.append(document)
        size += len(document.text)
    if group:
        yield group


def _tried(extract_all: ExtractAll, group: list[Document], seconds: float) -> Iterator[Extracted]:
    """The documents of the group with their claims, up to one that takes too long or fails."""
    if len(group) == 1:
        return
    pairs = extract_all(group)
    while True:
        try:
            with deadline(seconds):
                pair = next(pairs, None)
        except (TimeIsUp, Exception):  # noqa: BLE001 - it comes again when the document is alone, and is told then
            return
        if pair is None:
            return
        yield pair


def _alone(extract_all: ExtractAll, document: Document, seconds: float, findings: list[Finding]) -> list[Claim]:
    try:
        with deadline(seconds):
            return next(iter(extract_all([document])))[1]
    except InnographError:
        raise
    except TimeIsUp:
        reason = f"took longer than {seconds:.3g} s to read for claims: it gets none"
    except MemoryError:
        reason = "takes more memory than there is to read for claims: it gets none"
    except Exception as error:  # noqa: BLE001 - a fault of ours costs one document, and is told
        reason = f"could not be read for claims ({type(error).__name__}: {error}): it gets none"
    findings.append(Finding("gave-up", reason, source=document.place, document=document.id))
    return []
