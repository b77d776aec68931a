"""What is missing, as text for a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from innograph.explore.coverage import Coverage, DocumentCoverage
from innograph.explore.plain import plain

if TYPE_CHECKING:
    from rich.console import RenderableType


def coverage_text(coverage: Coverage, width: int, *, details: bool) -> str:
    """Totals, a line for each document, and with `details` the words of everything that is missing."""
    return re.sub(r"\n{3,}", "\n\n", plain(_parts(coverage, details), width)).strip("\n") + "\n"


def percent(share: float | None) -> str:
    """A share in whole percent, rounded down: what is said to be covered is."""
    return "–" if share is None else f"{int(100 * share)} %"


def _parts(coverage: Coverage, details: bool) -> Iterator[RenderableType]:
    from rich.text import Text

    total = coverage.data()["total"]
    sentences, covered = total["sentences_with_figures"], total["sentences_with_claims"]
    figures, told = total["figures"], total["figures_in_claims"]
    yield Text(
        f"{len(coverage.documents):,} documents, {total['claims']:,} claims\n"
        f"{sentences:,} sentences with figures, {covered:,} of them with a claim ({percent(coverage.share)})\n"
        f"{figures:,} figures, {told:,} of them in a claim ({percent(told / figures if figures else None)})\n"
    )
    yield _kinds(coverage)
    yield _documents(coverage)
    if details:
        for each in coverage.documents:
            yield from _details(each, coverage)


def _kinds(coverage: Coverage) -> RenderableType:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table("missing", "kind", "severity", box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("count", "documents"):
        table.add_column(heading, justify="right")
    counts = coverage.counts()
    for kind in coverage.kinds:
        where = sum(kind.name in each.counts() for each in coverage.documents)
        table.add_row(Text(kind.label), kind.name, kind.severity.value, f"{counts[kind.name]:,}", f"{where:,}")
    return table


def _documents(coverage: Coverage) -> RenderableType:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("document", overflow="fold")
    for heading in ("sentences", "with claim", "share", "missing"):
        table.add_column(heading, justify="right")
    for each in coverage.documents:
        name = Text(each.document.title or each.document.source)
        share = each.share if each.with_figures else None
        if not each.readable:
            name.append(" (in a language that is not read)")
        table.add_row(name, str(len(each.with_figures)), str(each.covered), percent(share), str(len(each.gaps)))
    return table


def _details(each: DocumentCoverage, coverage: Coverage) -> Iterator[RenderableType]:
    from rich.padding import Padding
    from rich.text import Text

    if not each.gaps:
        return
    yield Text(f"{each.document.title or each.document.source}  {each.document.id}", style="bold")
    for kind in coverage.kinds:
        gaps = [gap for gap in each.gaps if gap.kind == kind.name]
        if gaps:
            yield Padding(Text(f"{kind.label} ({kind.severity})"), (0, 0, 0, 2))
        for gap in gaps:
            words = f"{gap.about}: “{gap.words}”" if gap.about else gap.words
            yield Padding(Text("– " + re.sub(r"\s+", " ", words)), (0, 0, 0, 4))
    yield Text("")
