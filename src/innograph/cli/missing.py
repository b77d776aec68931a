"""The verb that tells what is missing: coverage."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from innograph.cli.common import (
    DEFAULT_OUT,
    Json,
    NoDefaultOntology,
    OntologyFolders,
    Out,
    PipelineName,
    emit,
    emit_json,
    opened,
    progress_bar,
    say,
    width,
)
from innograph.explore.coverage import Severity


def coverage(
    *,
    out: Out = DEFAULT_OUT,
    document: Annotated[
        list[str] | None,
        typer.Option(
            "--document", metavar="D", help="Only this one: id, or part of its title or file; can be repeated."
        ),
    ] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option("--kind", metavar="K", help="Only this kind of gap, such as no-claim; can be repeated."),
    ] = None,
    min_severity: Annotated[
        Severity, typer.Option("--min-severity", help="Leave out what matters less.")
    ] = Severity.LOW,
    details: Annotated[bool, typer.Option("--details", help="Show the words of everything that is missing.")] = False,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write a page with the figures marked in their text.")
    ] = None,
    fail_under: Annotated[
        float | None,
        typer.Option(
            "--fail-under",
            metavar="PERCENT",
            min=0,
            max=100,
            help="Exit with 1 if fewer of the sentences with figures made a claim.",
        ),
    ] = None,
    ontology: OntologyFolders = None,
    no_default_ontology: NoDefaultOntology = False,
    pipeline: PipelineName = None,
    as_json: Json = False,
) -> None:
    """Tell what is missing: figures without a claim, claims without a period, money without a funder, unknown names.

    By document and in total. Texts come from the archive of the build; the language pipeline is loaded to tell their
    sentences apart.

    Example: innograph coverage --min-severity medium --html missing.html
    """
    with opened(out, ontology, no_default_ontology) as graph, progress_bar() as progress:
        if progress is None:
            say("loading the language pipeline, which tells sentences apart")
        found = graph.coverage(
            documents=document or (),
            kinds=kind or (),
            min_severity=min_severity.value,
            pipeline=pipeline,
            progress=progress,
        )
    if html is not None:
        from innograph.explore.export import write_whole

        write_whole(html, found.page())
        say(f"wrote {html}")
    if as_json:
        emit_json(found.data())
    else:
        emit(found.render(width(), details=details))
    if fail_under is not None and found.share is not None and 100 * found.share < fail_under:
        say(f"{100 * found.share:.1f} percent of the sentences with figures made a claim, fewer than {fail_under:g}")
        raise typer.Exit(1)


VERBS = (coverage,)
