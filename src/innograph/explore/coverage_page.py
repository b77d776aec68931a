"""What is missing, as one HTML page: the texts with what made a claim and the figures that did not.

The page needs no network and runs no script. Texts come from documents that nobody has vetted: all of them are
escaped, and a Content-Security-Policy lets nothing in but the page's own style.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from html import escape
from importlib.resources import files
from itertools import pairwise

from innograph.explore.coverage import Coverage, DocumentCoverage, Kind, has_claim
from innograph.explore.coverage_text import percent
from innograph.model import Block, Span

Mark = tuple[Span, str, str]  # what is marked, how, and of evidence the type of claim

_LEGEND = (
    ("claim", "words that make a claim"),
    ("claim told", "a figure in a claim"),
    ("left", "a figure in no claim"),
    ("small", "a number in words in no claim"),
    ("bare", "a sentence with a figure and no claim"),
)


def coverage_page(coverage: Coverage) -> str:
    """The HTML of the page."""
    return "\n".join((*_head(coverage), *_documents(coverage), "</html>", ""))


def _head(coverage: Coverage) -> Iterator[str]:
    style = (files("innograph.explore") / "assets" / "coverage.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    total = coverage.data()["total"]
    told = total["figures_in_claims"] / total["figures"] if total["figures"] else None
    yield '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield (
        '<meta http-equiv="Content-Security-Policy" '
        f"content=\"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'\">"
    )
    yield f"<title>What is missing</title>\n<style>{style}</style>\n<h1>What is missing</h1>"
    yield (
        f'<p class="sums">{len(coverage.documents):,} documents, {total["claims"]:,} claims. Of '
        f"{total['sentences_with_figures']:,} sentences with figures, {total['sentences_with_claims']:,} made a claim "
        f"({percent(coverage.share)}); of {total['figures']:,} figures, {total['figures_in_claims']:,} are in a claim "
        f"({percent(told)}).</p>"
    )
    yield f'<p class="legend">{" ".join(f"<span class={c!r}>{escape(words)}</span>" for c, words in _LEGEND)}</p>'
    yield "<table><caption>By kind</caption><tr><th>missing</th><th>severity</th>"
    yield '<th class="n">count</th><th class="n">documents</th></tr>'
    counts = coverage.counts()
    for kind in coverage.kinds:
        where = sum(kind.name in each.counts() for each in coverage.documents)
        yield (
            f'<tr><td class="{kind.severity}">{escape(kind.label)}</td><td>{kind.severity}</td>'
            f'<td class="n">{counts[kind.name]:,}</td><td class="n">{where:,}</td></tr>'
        )
    yield "</table>"


def _documents(coverage: Coverage) -> Iterator[str]:
    yield "<table><caption>By document: sentences with figures, and those that made a claim</caption>"
    yield "<tr><th>document</th>"
    yield '<th class="n">sentences</th><th class="n">with claim</th><th class="n">share</th>'
    yield '<th class="n">missing</th></tr>'
    for number, each in enumerate(coverage.documents):
        share = each.share if each.with_figures else None
        yield (
            f'<tr><td><a href="#d{number}">{escape(_name(each))}</a></td><td class="n">{len(each.with_figures)}</td>'
            f'<td class="n">{each.covered}</td><td class="n">{percent(share)}</td>'
            f'<td class="n">{len(each.gaps)}</td></tr>'
        )
    yield "</table>"
    for number, each in enumerate(coverage.documents):
        yield f'<article id="d{number}">\n<h2>{escape(_name(each))}</h2>'
        document = each.document
        about = (document.publisher, document.date and document.date.isoformat(), document.source, document.id)
        yield f'<p class="quiet">{escape(" · ".join(str(part) for part in about if part))}</p>'
        if not each.readable:
            yield '<p class="quiet">In a language that is not read for claims.</p>'
        marks = list(_marks(each))
        yield from (_block(document.text, block, marks) for block in document.blocks)
        yield from _missing(each, coverage.kinds)
        yield "</article>"


def _name(each: DocumentCoverage) -> str:
    return each.document.title or each.document.source


def _missing(each: DocumentCoverage, kinds: tuple[Kind, ...]) -> Iterator[str]:
    for kind in kinds:
        gaps = [gap for gap in each.gaps if gap.kind == kind.name]
        if gaps:
            yield f"<h3>{escape(kind.label)} ({kind.severity})</h3>\n<ul>"
            for gap in gaps:
                words = f"<b>{escape(gap.about)}</b>: “{escape(gap.words)}”" if gap.about else escape(gap.words)
                yield f"<li>{words}</li>"
            yield "</ul>"


def _block(text: str, block: Block, all_marks: list[Mark]) -> str:
    """A paragraph with its words marked, cut wherever a mark begins or ends."""
    start, end = block.span.start, block.span.end
    marks = [mark for mark in all_marks if mark[0].overlaps(block.span)]
    cuts = sorted({start, end, *(p for span, _, _ in marks for p in (span.start, span.end) if start < p < end)})
    number = {cut: place for place, cut in enumerate(cuts)}
    names: list[list[str]] = [[] for _ in cuts]
    types: list[set[str]] = [set() for _ in cuts]
    for span, name, kind in marks:
        for place in range(number[max(span.start, start)], number[min(span.end, end)]):
            if name not in names[place]:
                names[place].append(name)
            types[place].update({kind} - {""})
    parts = []
    for place, (left, right) in enumerate(pairwise(cuts)):
        words = escape(text[left:right])
        if names[place]:
            tip = f' title="{escape(", ".join(sorted(types[place])))}"' if types[place] else ""
            words = f'<span class="{" ".join(names[place])}"{tip}>{words}</span>'
        parts.append(words)
    return f'<p class="{block.kind.value}">{"".join(parts)}</p>'


def _marks(each: DocumentCoverage) -> Iterator[Mark]:
    yield from ((evidence.span, "claim", claim.type) for claim in each.claims for evidence in claim.evidence)
    yield from ((s.span, "bare", "") for s in each.with_figures if not has_claim(s.span, each.claims))
    told = set(each.told)
    for sentence in each.sentences:
        yield from ((f.span, "told" if f.span in told else "left", "") for f in sentence.figures)
        yield from ((f.span, "told" if f.span in told else "small", "") for f in sentence.number_words)
