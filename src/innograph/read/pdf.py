"""PDF → pieces: lines put together again to paragraphs, larger or bolder lines taken for headings."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

from innograph.errors import DocumentError
from innograph.model import BlockKind
from innograph.read.assemble import MAX_TEXT, About, Piece
from innograph.read.dates import find_date
from innograph.read.lines import Joiner, unwrap, usual_width
from innograph.read.normalise import one_line

MAX_PAGES = 3000

_LARGER = 1.12  # times the size of the running text
_GAP = 1.35  # times the usual distance of lines: a paragraph ends
_REPEATED = 0.5  # share of pages that a running head stands on
_HEADING_LINES = 4
_TITLE_WITHIN = 5  # pieces from the start


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    size: float  # of its letters, in points
    bold: bool
    height: float  # of its base line on the page, in points
    page: int


def read_pdf(data: bytes, path: str | Path) -> tuple[list[Piece], About]:
    """The text of a PDF and its title and date. Raises `DocumentError`: encrypted, broken, scanned, too long."""
    import pypdf
    from pypdf.errors import DependencyError, FileNotDecryptedError

    logging.getLogger("pypdf").addHandler(logging.NullHandler())  # it tells of each small flaw that it repairs
    try:
        reader = pypdf.PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise DocumentError(path, "is encrypted; remove its password first")
        if len(reader.pages) > MAX_PAGES:
            raise DocumentError(path, f"has {len(reader.pages):,} pages, the limit is {MAX_PAGES:,}; split it")
        lines = _lines(reader, path)
        about = _about(reader)
    except DocumentError:
        raise
    except (DependencyError, FileNotDecryptedError) as error:
        raise DocumentError(path, "is encrypted; remove its password first") from error
    except Exception as error:  # pypdf meets broken files with errors of every kind
        raise DocumentError(path, f"is a broken PDF ({type(error).__name__}: {error})") from error
    if not any(character.isalpha() for line in lines for character in line.text):
        raise DocumentError(path, "holds no text; it was probably scanned: run text recognition (OCR) on it first")
    pieces = _pieces(_without_running_heads(lines))
    shown = next((piece.text for piece in pieces[:_TITLE_WITHIN] if piece.level == 1), None)
    return pieces, replace(about, title=shown or about.title)  # the file's own title is often stale


def _about(reader: Any) -> About:
    said = reader.metadata or {}
    title = one_line(str(said.get("/Title") or ""))
    # Word processors leave the file's name there.
    useful = title and not re.search(r"\.(?:docx?|pdf|tex|indd|txt)$|^microsoft word|^untitled", title, re.IGNORECASE)
    day = re.match(r"(?:D:)?((?:19|20)\d\d)(\d\d)(\d\d)", str(said.get("/CreationDate") or ""))
    return About(
        title=title if useful else None,
        fallback_date=find_date("-".join(day.groups())) if day else None,
        language=str(reader.root_object.get("/Lang") or "") or None,
        media_type="application/pdf",
    )


def _lines(reader: Any, path: str | Path) -> list[_Line]:
    lines: list[_Line] = []
    total = 0
    for number, page in enumerate(reader.pages):
        runs: list[tuple[str, float, bool, float]] = []

        def visit(
            text: str, cm: Sequence[float], tm: Sequence[float], font: Any, size: float, runs: Any = runs
        ) -> None:
            scale = (tm[2] ** 2 + tm[3] ** 2) ** 0.5 * (cm[2] ** 2 + cm[3] ** 2) ** 0.5
            bold = "bold" in str((font or {}).get("/BaseFont", "")).lower()
            runs.append((text, abs(size * scale), bold, tm[4] * cm[1] + tm[5] * cm[3] + cm[5]))

        page.extract_text(visitor_text=visit)
        total += sum(len(run[0]) for run in runs)
        if total > MAX_TEXT:
            raise DocumentError(path, f"holds more than {MAX_TEXT:,} characters; split it")
        lines.extend(_of_page(runs, number))
    return lines


def _of_page(runs: Sequence[tuple[str, float, bool, float]], page: int) -> Iterator[_Line]:
    parts: list[tuple[str, float, bool, float]] = []
    for text, size, bold, height in [*runs, ("\n", 0.0, False, 0.0)]:
        for index, part in enumerate(text.split("\n")):
            if index and (said := one_line("".join(part[0] for part in parts))):
                main = max(parts, key=lambda part: len(part[0].strip()))
                yield _Line(said, round(main[1], 1), all(p[2] for p in parts if p[0].strip()), main[3], page)
            if index:
                parts = []
            if part:
                parts.append((part, size, bold, height))


def _without_running_heads(lines: Sequence[_Line]) -> list[_Line]:
    """`lines` without page numbers and what is repeated at the top or bottom of at least half of the pages."""
    pages = {line.page for line in lines}
    if len(pages) < 3:
        return list(lines)
    edges: set[int] = set()
    for index, line in enumerate(lines):
        if index in (0, len(lines) - 1) or line.page != lines[index - 1].page or line.page != lines[index + 1].page:
            edges.add(index)
    seen = Counter(_without_digits(lines[index].text) for index in edges)
    often = max(3, _REPEATED * len(pages))
    return [line for i, line in enumerate(lines) if i not in edges or seen[_without_digits(line.text)] < often]


def _without_digits(text: str) -> str:
    return re.sub(r"\d+", "0", text)


def _pieces(lines: Sequence[_Line]) -> list[Piece]:
    weights = Counter[float]()
    for line in lines:
        weights[line.size] += len(line.text)
    body = weights.most_common(1)[0][0]
    bold_text = 2 * sum(len(line.text) for line in lines if line.bold) > weights.total()
    sizes = sorted({line.size for line in lines if line.size > _LARGER * body}, reverse=True)
    distance = _usual_distance(lines)
    width = usual_width(line.text for line in lines if line.size == body)
    join = Joiner("\n".join(line.text for line in lines), typeset=True)
    pieces: list[Piece] = []
    for group in _groups(lines, body, bold_text, distance):
        said = [line.text for line in group]
        if _stands_out(group[0], body, bold_text) and len(group) <= _HEADING_LINES:
            level = sizes.index(group[0].size) + 1 if group[0].size in sizes else len(sizes) + 1
            pieces.append(Piece(BlockKind.HEADING, " ".join(said), level=min(level, 6)))
        else:
            pieces.extend(unwrap(said, int(0.85 * width), join))  # letters differ in width, so lines do in length
    return pieces


def _stands_out(line: _Line, body: float, bold_text: bool) -> bool:
    return line.size > _LARGER * body or (line.bold and not bold_text and line.text[-1] not in ".,;:")


def _groups(lines: Sequence[_Line], body: float, bold_text: bool, distance: float) -> Iterator[list[_Line]]:
    """Runs of lines that may make a paragraph, or one heading: ended by a gap, or by larger or bolder letters."""
    group: list[_Line] = []
    for line in lines:
        if group:
            last = group[-1]
            gap = last.page == line.page and abs(last.height - line.height) > _GAP * distance * line.size / body
            if gap or (
                (last.size, last.bold) != (line.size, line.bold)
                and (_stands_out(last, body, bold_text) or _stands_out(line, body, bold_text))
            ):
                yield group
                group = []
        group.append(line)
    if group:
        yield group


def _usual_distance(lines: Sequence[_Line]) -> float:
    """The distance of base lines inside paragraphs, in points: the smallest one that is common."""
    gaps = Counter(round(a.height - b.height, 1) for a, b in pairwise(lines) if a.page == b.page)
    common = [gap for gap, count in gaps.items() if gap > 0 and count >= 0.1 * gaps.total()]
    return min(common, default=0.0) or max((line.size for line in lines), default=12.0) * 1.5
