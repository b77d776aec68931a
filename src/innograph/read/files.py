"""Paths → documents: which reader a file needs, and which files of a folder are documents."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from innograph.errors import DocumentError
from innograph.model import Document
from innograph.read import plain
from innograph.read.assemble import About, Piece, assemble
from innograph.read.decode import MAX_BINARY_BYTES, MAX_TEXT_BYTES, check_file, decode, os_reason, read_bytes

_Read = tuple[list[Piece], About]


def _plain(data: bytes, path: str | Path) -> _Read:
    return plain.pieces_of(decode(data, path)), About()


def _markdown(data: bytes, path: str | Path) -> _Read:
    from innograph.read.markdown import read_markdown

    return read_markdown(decode(data, path), path)


def _html(data: bytes, path: str | Path) -> _Read:
    from innograph.read.web import read_html

    return read_html(data, path)


def _pdf(data: bytes, path: str | Path) -> _Read:
    from innograph.read.pdf import read_pdf

    return read_pdf(data, path)


def _docx(data: bytes, path: str | Path) -> _Read:
    from innograph.read.word import read_docx

    return read_docx(data, path)


_READERS: dict[str, Callable[[bytes, str | Path], _Read]] = {
    ".txt": _plain,
    ".text": _plain,
    ".md": _markdown,
    ".markdown": _markdown,
    ".html": _html,
    ".htm": _html,
    ".xhtml": _html,
    ".pdf": _pdf,
    ".docx": _docx,
}
_LINES = (".jsonl", ".ndjson")
_BINARY = (".pdf", ".docx")

ENDINGS = (*_READERS, *_LINES)
"""Endings of the files that are taken from a folder, in lower case."""


def read_file(path: Path, *, source: str | None = None) -> Iterator[Document]:
    """The documents of one file: one, or many of a JSON Lines file. A file of unknown ending is tried as text.

    `source` is what the documents are said to come from, `path` as given if None. Raises `DocumentError` at the first
    document that cannot be read; `read_paths` goes on instead.
    """
    for document in _read(path, source or path.as_posix()):
        if isinstance(document, DocumentError):
            raise document
        yield document


def read_paths(paths: Iterable[Path]) -> Iterator[Document | DocumentError]:
    """The documents of files and folders, and a `DocumentError` in the place of each that cannot be read.

    Folders are walked in sorted order without hidden files and unknown endings; symbolic links to folders are not
    followed. A file named twice is read once. The source of a document is its path relative to the folder given, for
    a file the path as given, or the name alone if that is absolute: it never tells where a checkout stands. Its `path`
    is for messages, and begins with what was given.
    """
    for found in find_files(paths):
        if isinstance(found, DocumentError):
            yield found
        else:
            yield from read_found(found.file, found.source)


class Found(NamedTuple):
    """A file that holds documents."""

    file: Path  # as it was given, or found below what was given
    source: str  # what its documents are said to come from
    place: str  # where it really is


def find_files(paths: Iterable[Path]) -> Iterator[Found | DocumentError]:
    """The files that `read_paths` reads, each once, and what cannot be looked into."""
    seen: set[str] = set()
    real_folders: dict[str, str] = {}
    for given in paths:
        for found in _files(given):
            if isinstance(found, DocumentError):
                yield found
                continue
            file, source = found
            place = _real_path(str(file), real_folders)
            if place not in seen:
                seen.add(place)
                yield Found(file, source, place)


def _real_path(file: str, real_folders: dict[str, str]) -> str:
    """Where a file really is. Of many files in one folder, the folder is followed once."""
    folder, name = os.path.split(file)
    if folder not in real_folders:
        real_folders[folder] = os.path.realpath(folder)
    place = f"{real_folders[folder]}{os.sep}{name}"
    return os.path.realpath(place) if os.path.islink(place) else place  # noqa: PTH114 - pathlib takes its time


def read_found(file: Path, source: str) -> Iterator[Document | DocumentError]:
    """The documents of a file that `find_files` found; their `path` is that of the file, and what tells them apart."""
    for item in _read(file, source):
        if isinstance(item, DocumentError):
            yield item
        else:
            yield replace(item, path=file.as_posix() + item.source.removeprefix(source))


def _read(path: Path, source: str) -> Iterator[Document | DocumentError]:
    ending = path.suffix.lower()
    try:
        if ending in _LINES:
            from innograph.read.jsonlines import read_jsonl

            check_file(path)
            yield from read_jsonl(path, source)
            return
        data = read_bytes(path, MAX_BINARY_BYTES if ending in _BINARY else MAX_TEXT_BYTES)
        pieces, about = _READERS.get(ending, _plain)(data, path)
        yield assemble(pieces, about, source)
    except DocumentError as error:
        yield DocumentError(path, error.reason)
    except OSError as error:
        yield DocumentError(path, os_reason(error))


def _files(given: Path) -> Iterator[tuple[Path, str] | DocumentError]:
    if not given.is_dir():
        yield given, given.name if given.is_absolute() else given.as_posix()
        return
    closed: list[OSError] = []
    found: list[tuple[tuple[str, ...], Path]] = []  # its parts below what was given, and the file
    for folder, folders, names in os.walk(given, onerror=closed.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        below, here = Path(folder).relative_to(given).parts, Path(folder)
        found += [((*below, name), here / name) for name in names if _is_document(name)]
    for error in closed:
        yield DocumentError(error.filename or given, os_reason(error))
    if not found and not closed:
        yield DocumentError(given, f"holds no documents ({' '.join(ENDINGS)})")
    for parts, file in sorted(found):
        yield file, "/".join(parts)


def _is_document(name: str) -> bool:
    return not name.startswith((".", "~$")) and os.path.splitext(name)[1].lower() in ENDINGS  # noqa: PTH122
