"""Markdown with YAML front matter → pieces and what the front matter says."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from innograph.errors import DocumentError
from innograph.model import BlockKind
from innograph.read.assemble import About, Piece, row
from innograph.read.dates import as_date

if TYPE_CHECKING:
    import yaml
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)??(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_MARKUP = re.compile(r"<!--.*?(?:-->|\Z)|<[^<>]*>", re.DOTALL)  # a comment that is never closed ends with its block
MAX_FRONT_MATTER = 100_000
"""Code points of front matter: beyond that it is no card of a document, and slow to parse."""
_KEYS = {
    "title": ("title", "headline"),
    "publisher": ("publisher", "source", "site", "sitename"),
    "url": ("url", "link", "canonical"),
    "language": ("language", "lang"),
    "genre": ("genre",),
}


def read_markdown(text: str, path: str | Path) -> tuple[list[Piece], About]:
    """The blocks of a Markdown text, inline markup removed. Raises `DocumentError` if its front matter is broken."""
    from markdown_it import MarkdownIt

    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    front = _FRONT_MATTER.match(text)
    fields = _front_matter(front[1] or "", path) if front is not None else {}
    tokens = MarkdownIt("commonmark").enable("table").parse(text[front.end() :] if front is not None else text)
    return list(_pieces(tokens)), about(fields, media_type="text/markdown")


def about(fields: Mapping[str, object], media_type: str) -> About:
    """What `fields` of front matter, or of a JSON object, say of their document."""
    named = {str(key).lower(): value for key, value in fields.items()}
    found: dict[str, Any] = {
        key: next((str(named[name]).strip() for name in names if _is_text(named.get(name))), None) or None
        for key, names in _KEYS.items()
    }
    dates = (as_date(named.get(name)) for name in ("date", "published", "publication_date", "updated"))
    return About(**found, date=next((date for date in dates if date), None), media_type=media_type)


def _is_text(value: object) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)


def _front_matter(block: str, path: str | Path) -> Mapping[str, object]:
    if len(block) > MAX_FRONT_MATTER:
        raise DocumentError(path, f"has front matter of {len(block):,} characters, the limit is {MAX_FRONT_MATTER:,}")
    import yaml

    try:
        fields = yaml.load(block, _front_matter_loader())
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise DocumentError(path, f"has front matter that is not valid YAML: {reason[:200]}") from error
    if fields is None:
        return {}
    if not isinstance(fields, dict):
        raise DocumentError(path, "has front matter that is not a list of `key: value` lines")
    return fields


@cache
def _front_matter_loader() -> type[yaml.SafeLoader]:
    """A YAML loader for words: numbers stay as they are written, and what grows when it is read is refused.

    Aliases and merge keys let a few lines stand for billions of values; Python turns a long number into text only after
    minutes, or not at all.
    """
    import yaml

    class Loader(yaml.SafeLoader):
        def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
            if self.check_event(yaml.AliasEvent):
                raise yaml.YAMLError("aliases (*name) are not read in front matter")
            return super().compose_node(parent, index)

    plain = {f"tag:yaml.org,2002:{name}" for name in ("null", "bool", "timestamp", "str", "seq", "map")}
    Loader.yaml_constructors = {
        tag: how for tag, how in Loader.yaml_constructors.items() if tag is None or tag in plain
    }
    Loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in known if tag in plain]
        for first, known in Loader.yaml_implicit_resolvers.items()
    }
    return Loader


def _pieces(tokens: Sequence[Token]) -> Iterator[Piece]:
    lists = heading = 0
    table: _Table | None = None
    for token in tokens:
        if table is not None:
            yield from table.rows(token)
        match token.type:
            case "table_open":
                table = _Table()
            case "table_close":
                table = None
            case "list_item_open" | "list_item_close":
                lists += token.nesting
            case "heading_open" | "heading_close":
                heading = int(token.tag[1]) if token.nesting == 1 else 0
            case "inline" if heading:
                yield Piece(BlockKind.HEADING, _inline(token.children or ()), level=heading)
            case "inline" if table is None:
                yield Piece(BlockKind.ITEM if lists else BlockKind.PARAGRAPH, _inline(token.children or ()))
            case "html_block":
                yield Piece(BlockKind.PARAGRAPH, html.unescape(_MARKUP.sub(" ", token.content)))
            case "fence" | "code_block":
                yield Piece(BlockKind.FURNITURE, token.content)  # kept, but code is not prose


class _Table:
    """The rows of a table, read under its header, which Markdown demands."""

    def __init__(self) -> None:
        self._header: list[str] | None = None
        self._cells: list[str] = []

    def rows(self, token: Token) -> Iterator[Piece]:
        """The row that ends with this token of the table, if one does."""
        if token.type == "tr_open":
            self._cells = []
        elif token.type == "inline":
            self._cells.append(_inline(token.children or ()))
        elif token.type == "tr_close" and self._header is None:
            self._header = self._cells
        elif token.type == "tr_close":
            yield row(self._header or (), self._cells)


def _inline(tokens: Sequence[Token]) -> str:
    """The words of inline tokens: links keep their text, pictures and tags go."""
    words = []
    for token in tokens:
        if token.type in ("text", "code_inline", "text_special"):
            words.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            words.append(" ")
    return "".join(words)
