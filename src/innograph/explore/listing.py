"""Claims as they are printed before there is a graph: JSON Lines, tables, documents with their claims marked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import escape
from itertools import pairwise

from innograph.explore.plain import plain
from innograph.interchange import to_json
from innograph.model import Claim, Document
from innograph.ontology import Ontology, compact

Extracted = Iterable[tuple[Document, list[Claim]]]

_STYLE = """body{font:16px/1.5 system-ui,sans-serif;max-width:52em;margin:2em auto;padding:0 1em;color:#1b1f23}
mark{background:#ffe9a8;border-bottom:2px solid #d9a400}
mark.more{background:#ffd27a}
p{white-space:pre-line}
table{border-collapse:collapse;font-size:14px}
td,th{border-top:1px solid #ddd;padding:.3em .6em;text-align:left;vertical-align:top}"""


def said(claim: Claim, ontology: Ontology) -> str:
    """What a claim says in its own fields, in their order: "subject: …; value: …"."""
    data = to_json(claim, ontology)
    fields = ((f.key, data[f.key]) for f in ontology.claim_types[claim.type].fields)
    told = {key: ", ".join(value) if isinstance(value, list) else value for key, value in fields if value is not None}
    if claim.period:
        told["period"] = claim.period
    if claim.modality != "achieved":
        told["modality"] = claim.modality
    if claim.polarity != "positive":
        told["polarity"] = claim.polarity
    return "; ".join(f"{key}: {compact(str(value))}" for key, value in told.items())


def jsonl(extracted: Extracted, ontology: Ontology, width: int) -> Iterator[str]:
    """A claim a line in the interchange form, `document` being the file that it was read from."""
    for document, claims in extracted:
        for claim in claims:
            yield json.dumps(to_json(claim, ontology) | {"document": document.source}, ensure_ascii=False) + "\n"


def table(extracted: Extracted, ontology: Ontology, width: int) -> Iterator[str]:
    """A table for each document: type, what is said, the words."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    for document, claims in extracted:
        shown = Table("type", "says", "words", box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False)
        shown.title = Text(document.title or document.source)
        for claim in claims:
            shown.add_row(claim.type, Text(said(claim, ontology)), Text(claim.evidence[0].quote))
        yield plain([shown if claims else Text(f"{document.title or document.source}\n  no claims\n")], width)


def html(extracted: Extracted, ontology: Ontology, width: int) -> Iterator[str]:
    """A page of its own: every document with the words of its claims marked, and its claims in a table."""
    yield f'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>Claims</title>\n<style>{_STYLE}</style>\n'
    for document, claims in extracted:
        yield f"<article>\n<h1>{escape(document.title or document.source)}</h1>\n"
        for block in document.blocks:
            yield f"<p>{_marked(document, block.span.start, block.span.end, claims, ontology)}</p>\n"
        yield "<table>\n<tr><th>type</th><th>says</th></tr>\n"
        for claim in claims:
            yield f"<tr><td>{escape(claim.type)}</td><td>{escape(said(claim, ontology))}</td></tr>\n"
        yield "</table>\n</article>\n"
    yield "</html>\n"


def _marked(document: Document, start: int, end: int, claims: list[Claim], ontology: Ontology) -> str:
    """A stretch of the text as HTML, cut wherever a piece of evidence begins or ends."""
    spans = [(e.span, claim) for claim in claims for e in claim.evidence]
    cuts = sorted({start, end, *(p for s, _ in spans for p in (s.start, s.end) if start < p < end)})
    parts = []
    for left, right in pairwise(cuts):
        words = escape(document.text[left:right])
        covering = [claim for span, claim in spans if span.start <= left and right <= span.end]
        if covering:
            tip = escape("\n".join(f"{claim.type}: {said(claim, ontology)}" for claim in covering))
            more = ' class="more"' if len(covering) > 1 else ""
            words = f'<mark{more} title="{tip}">{words}</mark>'
        parts.append(words)
    return "".join(parts)


FORMS: Mapping[str, Callable[[Extracted, Ontology, int], Iterator[str]]] = {
    "jsonl": jsonl,
    "table": table,
    "html": html,
}
