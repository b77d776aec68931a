"""Verbs that make something: read, extract, build, validate, frames."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from innograph.cli.asking import (
    ExtractorName,
    ExtractorOption,
    LlmConcurrency,
    LlmKeyEnv,
    LlmModel,
    LlmPrices,
    LlmResume,
    LlmTimeout,
    LlmUrl,
    llm_settings,
    tell_llm,
)
from innograph.cli.common import (
    DEFAULT_OUT,
    Deadline,
    Files,
    Json,
    MinConfidence,
    NoDefaultOntology,
    OntologyFolders,
    Out,
    PipelineName,
    Untrained,
    emit,
    emit_json,
    emit_json_line,
    frames_told,
    ontology_of,
    progress_bar,
    say,
    tell_if_unfinished,
    width,
)
from innograph.deadline import SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from innograph.extract import Extractor
    from innograph.llm import LlmExtractor, LlmSettings
    from innograph.model import Document, Finding, Report


class _Documents:
    """The documents that can be read, and are in `language` if one is given. Says which cannot or are not.

    `close` then ends the verb with what that means.
    """

    def __init__(self, files: list[Path], language: str | None = None, seconds: float | None = SECONDS) -> None:
        self.files = files
        self.language = language
        self.seconds = seconds
        self.good = self.bad = self.foreign = self.doubtful = 0

    def __iter__(self) -> Iterator[Document]:
        from innograph.errors import DocumentError
        from innograph.read import read_paths
        from innograph.read.language import is_readable, unread
        from innograph.read.lookalikes import suspicions

        for item in read_paths(self.files, seconds=self.seconds):
            if isinstance(item, DocumentError):
                self.bad += 1
                say(str(item))
            elif self.language and not is_readable(item, self.language):
                self.foreign += 1
                say(f"{item.place}: {unread(item, self.language)}")
            else:
                self.good += 1
                doubts = suspicions(item)
                self.doubtful += bool(doubts)
                _tell_findings(doubts)
                yield item

    def close(self) -> None:
        """Raises Exit: with 3 if nothing could be read, with 1 if something could not, is not in the language or is
        doubtful."""
        if self.bad or self.foreign or self.doubtful:
            raise typer.Exit(1 if self.good or self.foreign else 3)


def read(files: Files) -> None:
    """Print documents as JSON Lines: id, title, date, publisher, url, language, source, text.

    Example: innograph read data/documents
    """
    documents = _Documents(files)
    for document in documents:
        emit_json_line(
            {
                "id": document.id,
                "source": document.source,
                "title": document.title,
                "date": document.date.isoformat() if document.date else None,
                "publisher": document.publisher,
                "url": document.url,
                "language": document.language,
                "text": document.text,
            }
        )
    documents.close()


class EngineName(StrEnum):
    """What holds a graph to its shapes."""

    FAST = "fast"
    PYSHACL = "pyshacl"


class ClaimFormat(StrEnum):
    """Forms in which claims are printed."""

    JSONL = "jsonl"
    TABLE = "table"
    HTML = "html"


def extract(
    files: Files,
    *,
    form: Annotated[ClaimFormat, typer.Option("--format", "-f", help="How to print the claims.")] = ClaimFormat.JSONL,
    ontology: OntologyFolders = None,
    no_default_ontology: NoDefaultOntology = False,
    pipeline: PipelineName = None,
    untrained: Untrained = False,
    min_confidence: MinConfidence = 0.0,
    deadline: Deadline = SECONDS,
    extractor: ExtractorOption = ExtractorName.RULES,
    llm_url: LlmUrl = None,
    llm_model: LlmModel = None,
    llm_key_env: LlmKeyEnv = None,
    llm_timeout: LlmTimeout = 120,
    llm_concurrency: LlmConcurrency = 4,
    llm_prices: LlmPrices = None,
    llm_resume: LlmResume = None,
) -> None:
    """Print the claims that documents make, each with its exact words.

    Exits with 1 if a document could not be read, took longer than it may, holds names that look like others, or could
    not be asked about.

    Example: innograph extract data/documents --format table
    """
    from innograph.explore.listing import FORMS
    from innograph.extract import DEFAULT_PIPELINE, Extractor

    llm = llm_settings(extractor, llm_url, llm_model, llm_key_env, llm_timeout, llm_concurrency, llm_prices, llm_resume)
    knowledge = ontology_of(ontology, no_default_ontology)
    with frames_told(no_default_ontology):
        rules = Extractor(knowledge, pipeline or DEFAULT_PIPELINE, trained=not untrained, min_confidence=min_confidence)
    reader = _asking(rules, llm) if llm else None
    documents = _Documents(files, rules.pipeline.lang, deadline or None)
    failed: list[Finding] = []
    extracted = (reader or rules).extract_all(documents, seconds=deadline or None, findings=failed)
    for part in FORMS[form.value](extracted, knowledge, width()):
        emit(part)
    _tell_findings(failed)
    if reader:
        _tell_findings(reader.report.failures)
        tell_llm(reader.report.data())
    documents.close()
    if failed or (reader and reader.report.failures):
        raise typer.Exit(1)


def _asking(rules: Extractor, settings: LlmSettings) -> LlmExtractor:
    from innograph.llm import LlmExtractor

    return LlmExtractor(rules, settings)


def _base(iri: str | None) -> str | None:
    """The base as given. Raises BadParameter where resources cannot be named after it."""
    if iri is not None:
        from innograph.graph.namespaces import Namespaces

        try:
            Namespaces(iri)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from error
    return iri


def build(
    paths: Files,
    *,
    out: Out = DEFAULT_OUT,
    prune: Annotated[
        bool, typer.Option("--prune", help="Take documents out of the graph that are not among the paths any more.")
    ] = False,
    no_exports: Annotated[
        bool,
        typer.Option("--no-exports", help="Leave out Turtle, TriG and claims.jsonl; a large graph is quicker then."),
    ] = False,
    pictures: Annotated[bool, typer.Option("--pictures", help="Draw graph.svg, graph.png and graph.html too.")] = False,
    base: Annotated[
        str | None,
        typer.Option("--base", metavar="IRI", callback=_base, help="What the IRIs of resources begin with, up to a /."),
    ] = None,
    ontology: OntologyFolders = None,
    no_default_ontology: NoDefaultOntology = False,
    pipeline: PipelineName = None,
    untrained: Untrained = False,
    min_confidence: MinConfidence = 0.0,
    deadline: Deadline = SECONDS,
    extractor: ExtractorOption = ExtractorName.RULES,
    llm_url: LlmUrl = None,
    llm_model: LlmModel = None,
    llm_key_env: LlmKeyEnv = None,
    llm_timeout: LlmTimeout = 120,
    llm_concurrency: LlmConcurrency = 4,
    llm_prices: LlmPrices = None,
    llm_resume: LlmResume = None,
    as_json: Json = False,
) -> None:
    """Build a validated graph from documents, or bring one up to date: store, Turtle, TriG, claims and a report.

    Files that have not changed are not read again. Documents of earlier builds that are not among the paths stay,
    unless --prune is given. A build that was interrupted is taken up.

    Exits with 1 if a document could not be read, took longer than it may, holds names that look like others, is not in
    the pipeline's language or could not be asked about, or a claim was kept out.

    Example: innograph build data/documents --out build --pictures
    """
    from innograph.build import build_graph, report_data

    llm = llm_settings(extractor, llm_url, llm_model, llm_key_env, llm_timeout, llm_concurrency, llm_prices, llm_resume)
    with progress_bar() as progress, frames_told(no_default_ontology):
        report = build_graph(
            paths,
            out,
            ontology_folders=ontology or (),
            default_ontology=not no_default_ontology,
            pipeline=pipeline,
            trained=not untrained,
            min_confidence=min_confidence,
            llm=llm,
            prune=prune,
            exports=not no_exports,
            pictures=pictures,
            base=base,
            deadline=deadline or None,
            progress=progress,
        )
    for notice in report.notices:
        say(notice)
    _tell_findings(report.findings)
    if report.llm:
        tell_llm(report.llm)
    if as_json:
        emit_json(report_data(report) | {"this_time": _this_time(report)})
    else:
        _tell_sums(report)
    if any(finding.kind != "duplicate" for finding in report.findings) or not report.conforms:
        raise typer.Exit(1)


def _tell_findings(findings: Iterable[Finding]) -> None:
    for finding in findings:
        where = finding.source or finding.document or finding.focus_node
        words = f" — “{finding.quote}”" if finding.quote else ""
        say(f"{where}: {finding.kind}: {finding.message}{words}")


def _this_time(report: Report) -> dict[str, int]:
    """What a build did to the documents in the graph."""
    return {"added": report.added, "changed": report.changed, "removed": report.removed, "kept": report.kept}


def _tell_sums(report: Report) -> None:
    done = ", ".join(f"{count} {word}" for word, count in _this_time(report).items() if count and word != "kept")
    alike = f"  ({report.likenesses} pairs of them may be one)" if report.likenesses else ""
    reprints = f", {report.reprints} of them reprints of others" if report.reprints else ""
    types = ", ".join(f"{count} {kind}" for kind, count in sorted(report.claims_by_type.items()))
    emit(
        f"documents  {report.documents}  ({done or 'unchanged'}){reprints}\n"
        f"claims     {report.claims}  ({types})\n"
        f"entities   {report.entities}{alike}\n"
        f"links      {report.links}\n"
        f"conflicts  {report.conflicts}\n"
        f"quads      {report.quads:,}\n"
        f"conforms   {'yes' if report.conforms else 'no'}\n"
    )
    if report.kept:
        say(f"{report.kept} documents of earlier builds are not among these paths; --prune takes them out of the graph")
    if report.quarantined:
        emit(f"kept out   {report.quarantined}  (quarantined claims: they are not in the graph)\n")


def validate(
    target: Annotated[
        Path | None,
        typer.Argument(
            metavar="[OUT|FILE.ttl]",
            help="Folder of a built graph, or a file of RDF; $INNOGRAPH_OUT, or build, if not given.",
        ),
    ] = None,
    *,
    ontology: OntologyFolders = None,
    no_default_ontology: NoDefaultOntology = False,
    as_json: Json = False,
    rdf: Annotated[bool, typer.Option("--rdf", help="Give the SHACL validation report as Turtle.")] = False,
    engine: Annotated[
        EngineName, typer.Option("--engine", help="Compiled shapes, or pyshacl, the reference, which is slow.")
    ] = EngineName.FAST,
) -> None:
    """Check a graph against the SHACL shapes. Exits with 1 if it does not conform.

    Example: innograph validate build
    """
    import os

    from innograph.explore.validity import validation_data, validation_text, validity

    place = target or Path(os.environ.get("INNOGRAPH_OUT") or DEFAULT_OUT)
    tell_if_unfinished(place)
    result = validity(place, ontology_of(ontology, no_default_ontology), engine)
    for remark in result.remarks:
        say(remark)
    if rdf:
        emit(result.report.serialize(format="turtle"))
    elif as_json:
        emit_json(validation_data(result))
    else:
        emit(validation_text(result))
    if not result.conforms:
        raise typer.Exit(1)


def frames(
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Try the example sentences; exits with 1 if one does not hold.")
    ] = False,
    ontology: OntologyFolders = None,
    no_default_ontology: NoDefaultOntology = False,
    pipeline: PipelineName = None,
    as_json: Json = False,
) -> None:
    """List the frames: which words make which claims. With --check, hold them to their example sentences.

    Example: innograph frames --check --ontology my-frames
    """
    from innograph.extract import DEFAULT_PIPELINE, Extractor
    from innograph.extract.examples import failed_examples
    from innograph.extract.frames import load_frames

    knowledge = ontology_of(ontology, no_default_ontology)
    with frames_told(no_default_ontology):
        known = load_frames(knowledge)
    failed: dict[str, list[str]] = {}
    if check:
        # Frames show what they read by themselves; those that only weights choose are read with these.
        name = pipeline or DEFAULT_PIPELINE
        readers = {chosen: Extractor(knowledge, name, trained=chosen) for chosen in {f.chosen for f in known}}
        for frame in known:
            failed[frame.name] = [str(example) for example in failed_examples(readers[frame.chosen], frame)]
    if as_json:
        emit_json(
            [
                {
                    "frame": frame.iri,
                    "claim": frame.claim.key,
                    "triggers": sorted(frame.triggers),
                    "matches": list(frame.matches),
                    "rejects": list(frame.rejects),
                    "failed": failed.get(frame.name),
                }
                for frame in known
            ]
        )
    else:
        for frame in known:
            emit(f"{frame.name}  {frame.claim.key}: {', '.join(sorted(frame.triggers))}\n")
    for message in (message for messages in failed.values() for message in messages):
        say(message)
    if any(failed.values()):
        raise typer.Exit(1)


VERBS = (read, extract, build, validate, frames)
