"""Answers to queries, and the forms they are shown and handed on in."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from innograph.errors import InnographError
from innograph.explore.plain import plain
from innograph.graph.write import turtle
from innograph.ontology import PREFIXES, compact

if TYPE_CHECKING:
    import pandas
    from rich.console import RenderableType

Term = NamedNode | BlankNode | Literal | Triple

XSD = PREFIXES["xsd"]
_WHOLE = frozenset(XSD + name for name in ("integer", "int", "long", "short", "nonNegativeInteger", "positiveInteger"))
_FIGURES = _WHOLE | {XSD + "decimal", XSD + "double", XSD + "float"}
_NOT_QUANTITIES = frozenset({"year", "from", "to", "since", "until", "rank"})  # words in the names of columns
_WORD = 14  # characters that a column needs for its longest word at most: what is longer may be broken
_TEXT = 18  # characters that a column of sentences needs to be readable
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_MARKDOWN = re.compile(r"[\\|`\[\]]")
_SENTENCE = 60  # what is longer is read as a sentence


class FormatError(InnographError):
    """An answer cannot be written in the form asked for."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query found. `kind` is "select" (rows), "ask" (boolean) or "graph" (triples).

    `labels` says what the IRIs of the answer are called.
    """

    kind: str
    variables: tuple[str, ...] = ()
    rows: tuple[tuple[Term | None, ...], ...] = ()
    triples: tuple[Triple, ...] = ()
    boolean: bool | None = None
    labels: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    question: str | None = None

    def __len__(self) -> int:
        return len(self.rows or self.triples)

    def __iter__(self) -> Iterator[dict[str, str]]:
        """The rows as they are read by a person: labels for IRIs, nothing for what is not known."""
        for row in self.rows:
            yield {name: self.shown(term, name) for name, term in zip(self.variables, row, strict=True)}

    def __str__(self) -> str:
        """The answer as a table of plain text."""
        return render(self).rstrip("\n")

    def shown(self, term: Term | None, column: str = "") -> str:
        """A term as a person reads it, in the column of that name: years and ranks stay as they are."""
        if term is None:
            return ""
        if isinstance(term, NamedNode):
            return self.labels.get(term.value) or compact(term.value)
        if isinstance(term, Literal):
            plain = not _NOT_QUANTITIES.isdisjoint(heading(column).replace("_", " ").split())
            return term.value if plain else shown_literal(term)
        return str(term)

    def to_pandas(self) -> pandas.DataFrame:
        """The rows as a frame: labels for IRIs, Python numbers for numbers, missing values for what is not known.

        Raises:
            FormatError: pandas is not installed.
        """
        try:
            import pandas as pd
        except ImportError as error:
            raise FormatError("pandas is not installed: pip install 'innograph[pandas]'") from error
        columns, rows = _table(self)
        return pd.DataFrame([[self._python(term) for term in row] for row in rows], columns=list(columns))

    def _python(self, term: Term | None) -> str | int | float | None:
        if isinstance(term, Literal) and term.datatype.value in _FIGURES:
            return int(term.value) if term.datatype.value in _WHOLE else float(term.value)
        return None if term is None else self.shown(term)

    def _repr_html_(self) -> str:
        """The answer as an HTML table, for notebooks."""
        if self.kind == "ask":
            return f"<p>{_boolean(self)}</p>"
        columns, rows = _filled(self)
        caption = f"<caption>{html.escape(self.question)}</caption>" if self.question else ""
        head = "".join(f"<th>{html.escape(heading(name))}</th>" for name in columns)
        body = "".join("<tr>" + "".join(map(self._html, row, columns)) + "</tr>" for row in rows)
        return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def _html(self, term: Term | None, column: str) -> str:
        """A cell of the HTML table."""
        words = html.escape(self.shown(term, column))
        address = term.value if isinstance(term, NamedNode | Literal) else ""
        if address.startswith(("http://", "https://")) and " " not in address:
            return f'<td><a href="{html.escape(address)}">{words}</a></td>'
        return f"<td>{words}</td>"


def shown_literal(literal: Literal) -> str:
    """A literal as a person reads it: the thousands of numbers are grouped."""
    return _figure(literal) if literal.datatype.value in _FIGURES else literal.value


def heading(variable: str) -> str:
    """A variable's name as the heading of a column: `readAs` is "read as"."""
    return "".join(f" {c.lower()}" if c.isupper() else c for c in variable).strip()


def render(answer: Answer, form: str = "table", width: int = 100) -> str:
    """The answer as text in one of `FORMS`.

    Args:
        width: of the terminal, in characters, for tables.

    Raises:
        FormatError: the form is not known, or not one for this kind of answer.
    """
    if form not in FORMS:
        raise FormatError(f'"{form}" is not a form of answers: {", ".join(FORMS)}')
    return _text(answer, width) if form == "table" else FORMS[form](answer)


def renderable(answer: Answer, width: int = 100) -> RenderableType:
    """The answer for a rich console: a table, or, where `width` is too little for one, a block for each row."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    if answer.kind == "ask":
        return Text(_boolean(answer))
    columns, rows = _filled(answer)
    cells = [list(map(answer.shown, row, columns)) for row in rows]
    if not cells:
        return Text("nothing found", style="dim")
    if sum(_needed(name, [row[i] for row in cells]) + 2 for i, name in enumerate(columns)) > width:
        return _blocks(columns, cells, answer.question)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, title=answer.question, title_justify="left", title_style="bold")
    for index, name in enumerate(columns):
        figures = all(_is_figure(row[index]) for row in rows if row[index] is not None)
        table.add_column(heading(name), justify="right" if figures else "left", overflow="fold")
    for row in cells:
        table.add_row(*(Text(cell) for cell in row))
    return table


def _blocks(columns: tuple[str, ...], cells: list[list[str]], title: str | None) -> RenderableType:
    """A block of lines for each row, "heading: cell", what is empty left out."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    blocks: list[RenderableType] = [Text(f"{title}\n", style="bold")] if title else []
    for row in cells:
        block = Table(box=None, show_header=False, pad_edge=False)
        block.add_column(style="dim", no_wrap=True)
        block.add_column(overflow="fold")
        for name, cell in zip(columns, row, strict=True):
            if cell:
                block.add_row(heading(name), Text(cell))
        blocks += [block, Text("")]
    return Group(*blocks[:-1])


def _needed(name: str, cells: list[str]) -> int:
    """The fewest characters that a column can be shown in without tearing its words to pieces."""
    words = [word for text in (heading(name), *cells) for word in text.split()]
    word = min(max((len(word) for word in words), default=1), max(_WORD, len(heading(name))))
    return max(word, _TEXT) if any(len(cell) > _SENTENCE and " " in cell for cell in cells) else word


def _text(answer: Answer, width: int) -> str:
    return plain([renderable(answer, width)], width).strip("\n") + "\n"


def _table(answer: Answer) -> tuple[tuple[str, ...], list[tuple[Term | None, ...]]]:
    """Columns and rows, those of a graph being its triples."""
    if answer.kind == "graph":
        return ("subject", "predicate", "object"), [(t.subject, t.predicate, t.object) for t in answer.triples]
    return answer.variables, list(answer.rows)


def _filled(answer: Answer) -> tuple[tuple[str, ...], list[tuple[Term | None, ...]]]:
    """Columns and rows for people: columns in which nothing stands are left out."""
    columns, rows = _table(answer)
    kept = [i for i in range(len(columns)) if not rows or any(row[i] is not None for row in rows)]
    return tuple(columns[i] for i in kept), [tuple(row[i] for i in kept) for row in rows]


def _csv(answer: Answer) -> str:
    """SPARQL 1.1 Query Results CSV (https://www.w3.org/TR/sparql11-results-csv-tsv/), with its CR LF.

    Words that a spreadsheet would take for a formula are the exception, see `spreadsheet_cell`.
    """
    if answer.kind == "ask":
        return f"{_boolean(answer)}\r\n"
    columns, rows = _table(answer)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([spreadsheet_cell(_lexical(term)) for term in row] for row in rows)
    return out.getvalue()


def spreadsheet_cell(text: str) -> str:
    """`text` for a cell of a CSV file; with an apostrophe before it where a spreadsheet would run it as a formula.

    A document may well say "=HYPERLINK(…)", and such files are opened with Excel. Figures stay as they are. What needs
    the words exactly takes JSON. After OWASP, "CSV Injection" (https://owasp.org/www-community/attacks/CSV_Injection).
    """
    runs = text.startswith(("=", "+", "-", "@", "\t", "\r")) and not _NUMBER.fullmatch(text)
    return f"'{text}" if runs else text


def _lexical(term: Term | None) -> str:
    if isinstance(term, NamedNode | Literal):
        return term.value
    return "" if term is None else str(term)


def _json(answer: Answer) -> str:
    """SPARQL 1.1 Query Results JSON (https://www.w3.org/TR/sparql11-results-json/)."""
    if answer.kind == "ask":
        return json.dumps({"head": {}, "boolean": answer.boolean}) + "\n"
    columns, rows = _table(answer)
    bindings = [
        {name: _binding(term) for name, term in zip(columns, row, strict=True) if term is not None} for row in rows
    ]
    data = {"head": {"vars": list(columns)}, "results": {"bindings": bindings}}
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _binding(term: Term) -> dict[str, Any]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: _binding(part) for name, part in parts.items()}}
    if term.language:
        return {"type": "literal", "value": term.value, "xml:lang": term.language}
    plain = {"type": "literal", "value": term.value}
    return plain if term.datatype.value == XSD + "string" else plain | {"datatype": term.datatype.value}


def _markdown(answer: Answer) -> str:
    if answer.kind == "ask":
        return f"{_boolean(answer)}\n"
    columns, rows = _filled(answer)
    title = [f"**{answer.question}**", ""] if answer.question else []
    cells = [[_markdown_cell(cell) for cell in map(answer.shown, row, columns)] for row in rows]
    lines = [[heading(name) for name in columns], ["---"] * len(columns), *cells]
    return "\n".join([*title, *(f"| {' | '.join(line)} |" for line in lines)]) + "\n"


def _markdown_cell(text: str) -> str:
    """Words in a cell: no markup of a document's makes an element, a link or a picture."""
    return " ".join(_MARKDOWN.sub(r"\\\g<0>", text).replace("&", "&amp;").replace("<", "&lt;").split())


def _turtle(answer: Answer) -> str:
    if answer.kind != "graph":
        raise FormatError("only what CONSTRUCT and DESCRIBE find can be written as Turtle")
    return turtle(answer.triples)


def _boolean(answer: Answer) -> str:
    return "true" if answer.boolean else "false"


def _is_figure(term: Term | None) -> bool:
    return isinstance(term, Literal) and term.datatype.value in _FIGURES


def _figure(literal: Literal) -> str:
    """A number with its thousands grouped, where it is one (INF and NaN are not)."""
    try:
        number = Decimal(literal.value)
    except ArithmeticError:
        return literal.value
    if not number.is_finite() or "e" in literal.value.lower():
        return literal.value
    return f"{number:,f}" if abs(number) >= 1000 else literal.value


FORMS: Mapping[str, Callable[[Answer], str]] = MappingProxyType(
    {"table": lambda answer: _text(answer, 100), "csv": _csv, "json": _json, "md": _markdown, "ttl": _turtle}
)
