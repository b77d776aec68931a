"""HTML, broken or not → pieces of its main text, without menus and footers, and what its head says."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from innograph.errors import DocumentError
from innograph.model import BlockKind
from innograph.read.assemble import About, Piece, row
from innograph.read.dates import as_date
from innograph.read.decode import decode
from innograph.read.lines import at_breaks

_CHARSET = re.compile(rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_TAG = re.compile(r"<[a-zA-Z!/][^>]*>")
_SPACES = re.compile(r"\s+")
_ENOUGH = 250  # code points; below this the extractor throws structure away, and pages are small enough to walk

_TABLES = 20  # tables in one another that are read as such, more than any layout has

_BLOCKS = frozenset(
    "p div section article main header blockquote quote dd dt figcaption caption address td th cell center "  # noqa: SIM905
    "fieldset summary details pre hr".split()
)
_ITEMS = frozenset(("li", "item"))
_SKIPPED = frozenset(
    ("script", "style", "nav", "footer", "aside", "form", "noscript", "template", "svg", "button", "select", "iframe")
)


def read_html(data: bytes, path: str | Path) -> tuple[list[Piece], About]:
    """The main text of a page and its metadata. Raises `DocumentError` if there is no page in `data`."""
    charset = _CHARSET.search(data[:4096])
    page = _XML_DECLARATION.sub("", decode(data, path, charset[1].decode("ascii") if charset else None))
    if not _TAG.search(page):
        raise DocumentError(path, "holds no HTML")
    root, deep = _parse(page, path)
    found = _extract(page)
    pieces = list(_pieces(found.body)) if found is not None and not deep else []
    if sum(len(piece.text) for piece in pieces) < _ENOUGH:
        body = root.find("body")
        pieces = list(_pieces(root if body is None else body))
    language = root.get("lang") or root.get("xml:lang")
    if found is None:
        title = root.findtext(".//title")
        return pieces, About(title=title, language=language, media_type="text/html")
    return pieces, About(
        title=found.title,
        date=as_date(found.date),
        publisher=found.sitename,
        url=found.url,
        language=language or found.language,
        media_type="text/html",
    )


def _parse(page: str, path: str | Path) -> tuple[Any, bool]:
    """The root of the page, and whether elements are nested deeper in it than others than this parser would read."""
    import lxml.etree
    import lxml.html

    for huge in (False, True):
        # Where its limits are met it ends the page there, without an error: the rest of the text would be lost.
        parser = lxml.html.HTMLParser(huge_tree=huge)
        try:
            root = lxml.html.document_fromstring(page, parser=parser)
        except (lxml.etree.LxmlError, ValueError) as error:
            raise DocumentError(path, f"holds no HTML that can be read ({error})") from error
        limits = [each for each in parser.error_log if each.type == lxml.etree.ErrorTypes.ERR_RESOURCE_LIMIT]
        if not limits:
            return root, huge
    raise DocumentError(path, f"is beyond what can be read of HTML ({limits[0].message.split(', use')[0]})")


def _extract(page: str) -> Any:
    """The page as trafilatura reads it, or None. Its date must stand in the markup: it guesses nothing."""
    import trafilatura

    # It tells of every page that it finds too small, and without a handler Python prints that.
    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    logging.getLogger("htmldate").addHandler(logging.NullHandler())
    return trafilatura.bare_extraction(
        page,
        with_metadata=True,
        include_comments=False,
        include_tables=True,
        favor_recall=True,  # else text between paragraphs, outside any element of its own, is lost
        date_extraction_params={"extensive_search": False, "original_date": True},
    )


def _pieces(root: Any) -> Iterator[Piece]:
    """The blocks below `root`, which is HTML or trafilatura's own XML: text outside any block makes paragraphs."""
    loose: list[str] = []
    for kind, content in _events(_Inside(root, BlockKind.PARAGRAPH, 0)):
        if isinstance(content, str):
            loose.append(content)
            continue
        yield from _loose(loose, *kind)
        loose = []
        if content is not None:
            yield content
    yield from _loose(loose, BlockKind.PARAGRAPH, 0)


def _loose(words: list[str], kind: BlockKind, level: int) -> list[Piece]:
    text = "".join(words)
    return at_breaks(Piece(kind, text, level)) if text and not text.isspace() else []


class _Inside(NamedTuple):
    """An element whose content comes next, and the kind of block that it is in."""

    node: Any
    kind: BlockKind
    level: int


_Event = tuple[tuple[BlockKind, int], str | Piece | None]


def _events(root: _Inside) -> Iterator[_Event]:
    """Words, ends of blocks (None) and whole table rows in reading order, each with the kind of the block it is in.

    Elements are nested as deep as a page likes, deeper than Python calls may be.
    """
    open_elements = [_steps(root)]
    while open_elements:
        step = next(open_elements[-1], None)
        if step is None:
            open_elements.pop()
        elif isinstance(step, _Inside):
            open_elements.append(_steps(step))
        else:
            yield step


def _steps(inside: _Inside) -> Iterator[_Event | _Inside]:
    """The events of an element, and in their place the elements in it that have some of their own."""
    node, kind, level = inside
    yield (kind, level), _SPACES.sub(" ", node.text or "")
    for child in node:
        tag = child.tag.lower() if isinstance(child.tag, str) else None
        if tag is None or tag in _SKIPPED:
            pass
        elif tag == "table" and sum(1 for _ in child.iterancestors("table")) < _TABLES:
            yield (kind, level), None
            for piece in _rows(child):
                yield (kind, level), piece
        elif tag in ("br", "lb"):
            yield (kind, level), "\n"
        elif heading := _heading_level(tag, child):
            yield (kind, level), None
            yield _Inside(child, BlockKind.HEADING, heading)
            yield (BlockKind.HEADING, heading), None
        elif tag in _BLOCKS or tag in _ITEMS or tag in ("ul", "ol", "list", "dl"):
            block = BlockKind.ITEM if tag in _ITEMS else kind
            yield (kind, level), None
            yield _Inside(child, block, level)
            yield (block, level), None
        else:
            yield _Inside(child, kind, level)
        yield (kind, level), _SPACES.sub(" ", child.tail or "")


def _heading_level(tag: str, node: Any) -> int:
    name = node.get("rend") or "h2" if tag == "head" else tag
    return int(name[1]) if re.fullmatch("h[1-6]", name) else 0


def _rows(table: Any) -> Iterator[Piece]:
    """Data rows of a table read under its header; rows of one cell, or with blocks inside, are layout only."""
    header: list[str] = []
    for line in table.xpath("./caption | ./row | ./tr | ./thead/tr | ./tbody/tr | ./tfoot/tr"):
        cells = [line] if line.tag == "caption" else [cell for cell in line if cell.tag in ("td", "th", "cell")]
        words = [" ".join(" ".join(cell.itertext()).split()) for cell in cells]
        if cells and all(cell.tag == "th" or cell.get("role") == "head" for cell in cells) and not header:
            header = words
        elif len(cells) == 1 or any(cell.xpath(".//p | .//div | .//table | .//ul") for cell in cells):
            for cell in cells:
                yield from _pieces(cell)
        else:
            yield row(header, words)
