"""Files to documents, reading again only what has changed since the archive was written."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from innograph.archive import Archive, Reading, record_of
from innograph.build.site import Site
from innograph.errors import DocumentError, GaveUpError
from innograph.model import Document, Finding
from innograph.read.apart import Apart
from innograph.read.files import find_files, read_found
from innograph.read.normalise import visible

Tell = Callable[[str, int, int | None], None]

_NAMED = 10  # files in one message
_NO_TEXT = re.compile("[\ud800-\udfff]")


@dataclass
class Inputs:
    """The documents that the graph is to hold, and what is wrong with other files."""

    wanted: dict[str, Reading] = field(default_factory=dict)  # by the document's id, in order
    names: dict[str, str] = field(default_factory=dict)  # document's id → what messages call it
    findings: list[Finding] = field(default_factory=list)
    kept: int = 0  # documents of earlier builds that are not among the paths


def take_in(
    paths: Iterable[str | Path],
    folder: Path,
    archive: Archive,
    reader: str,
    *,
    prune: bool,
    deadline: float | None,
    tell: Tell,
) -> Inputs:
    """Read the files that are new or have changed into the archive.

    Which document a text is, where several files hold it, depends on the files alone: the first in the order of their
    places, whatever the order in which they were given.

    Args:
        folder: the archive's own; files are remembered by their places relative to it.
        reader: the version of the readers.
        prune: whether to forget files that are not among the paths.
        deadline: the seconds that reading a document may take; what takes longer is tried again by the next build.

    Raises:
        DocumentError: there is no document among the paths.
    """
    inputs = Inputs()
    known = archive.files()
    home = os.path.realpath(folder)
    paths_now: dict[str, str] = {}
    with Apart() as apart:
        for number, found in enumerate(find_files(Path(path) for path in paths), 1):
            tell("reading", number, None)
            if isinstance(found, DocumentError):
                inputs.findings.append(Finding("unreadable", found.reason, source=visible(found.path)))
                continue
            file, source = found.file, found.source
            place, digest = _place(found.place, home), _digest(file, source, reader)
            name = paths_now[place] = visible(file.as_posix())
            if digest is None or known.get(place, ("", ""))[0] != digest:
                items = list(read_found(file, source, deadline, apart))
                gave_up = [item for item in items if isinstance(item, GaveUpError)]
                inputs.findings += [Finding(item.kind, item.reason, source=name) for item in gave_up]
                readings = _readings([item for item in items if not isinstance(item, GaveUpError)], source, place)
                archive.keep_file(place, "" if gave_up or digest is None else digest, name, readings)
    for place in known.keys() - paths_now.keys() if prune else ():
        archive.drop_file(place)
    _choose(archive, inputs, paths_now, {place: path for place, (_, path) in known.items()})
    return inputs


def tell_of_lost(site: Site, inputs: Inputs) -> None:
    """Say which documents went with the archive that knew them: those whose files are not given, in any version."""
    given = {name.rpartition("/")[2] for name in inputs.names.values()}
    files = sorted(
        file
        for document, file in site.forgotten.items()
        if document not in inputs.wanted and file.rpartition("/")[2] not in given
    )
    if files:
        more = f" and {len(files) - _NAMED} more" if len(files) > _NAMED else ""
        site.notices.append(
            f"{len(files)} documents went with the archive, as their files are not among these paths; "
            f"build with them to have them back: {', '.join(files[:_NAMED])}{more}"
        )


def _place(file: str, home: str) -> str:
    """Where a file is, seen from the archive, so that a project may be moved with both; as it is on another drive."""
    try:
        place = os.path.relpath(file, home)
    except ValueError:
        place = file
    # bytes of a name that are no text come as surrogates, which cannot be kept; no place has an empty part otherwise
    return _NO_TEXT.sub(lambda found: f"//{ord(found[0]):x}//", place.replace(os.sep, "/"))


def _digest(file: Path, source: str, reader: str) -> str | None:
    """What reading a file depends on; None where it cannot be opened."""
    try:
        with file.open("rb") as data:
            content = hashlib.file_digest(data, "sha256").hexdigest()
    except OSError:
        return None
    return f"{content} {hashlib.sha256(source.encode()).hexdigest()[:16]} {reader}"


def _readings(items: Iterable[Document | DocumentError], source: str, place: str) -> Iterable[Reading]:
    for number, item in enumerate(items):
        if isinstance(item, DocumentError):
            yield Reading(place, number, item.reason, None)
        else:
            yield Reading(place, number, record_of(item), item.id, item.source.removeprefix(source))


def _choose(archive: Archive, inputs: Inputs, given: dict[str, str], before: dict[str, str]) -> None:
    """Which reading each document is from now on, and what is to be said of the others.

    Raises:
        DocumentError: there is none among the given files.
    """
    readings = sorted(archive.readings(), key=lambda reading: (reading.place.split("/"), reading.number))
    found = 0
    for reading in readings:
        path = given.get(reading.place) or before.get(reading.place, reading.place)
        name = path + reading.mark
        found += reading.document is not None and reading.place in given
        if reading.document is None or reading.document in inputs.wanted:
            if reading.place in given:
                inputs.findings.append(_no_document(reading, name, inputs))
        else:
            inputs.wanted[reading.document] = reading
            inputs.names[reading.document] = name
            inputs.kept += reading.place not in given
    if not found:
        _nothing(inputs.findings)


def _no_document(reading: Reading, name: str, inputs: Inputs) -> Finding:
    if reading.document is None:
        return Finding("unreadable", reading.record, source=name)
    return Finding("duplicate", f"the same text as {inputs.names[reading.document]}", name, reading.document)


def _nothing(findings: list[Finding]) -> None:
    if not findings:
        raise DocumentError("build", "no documents were given")
    first, *others = findings
    error = GaveUpError if first.kind == GaveUpError.kind else DocumentError
    more = f" (and {len(others)} more that cannot be read)" if others else ""
    raise error(first.source or "", first.message + more)
