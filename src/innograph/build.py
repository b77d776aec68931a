"""The stages in a row: documents in, a validated graph in a folder out."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from innograph.deadline import SECONDS
from innograph.errors import DocumentError, GaveUpError, StoreError
from innograph.explore.export import export, write_whole
from innograph.graph.loading import load
from innograph.graph.namespaces import Namespaces
from innograph.graph.shapes import validate
from innograph.graph.store import GraphStore
from innograph.interchange import to_json
from innograph.model import Claim, Document, Finding, Report
from innograph.ontology import Ontology
from innograph.read import read_paths
from innograph.read.language import ANY, is_readable, unread
from innograph.read.lookalikes import suspicions

if TYPE_CHECKING:
    from innograph.extract import Extractor
    from innograph.llm import LlmExtractor, LlmReport, LlmSettings

Progress = Callable[[str, int, int | None], None]
EXPORTS = ("innograph.ttl", "innograph.trig")
PICTURES = ("graph.svg", "graph.png", "graph.html")


def build_graph(
    paths: Iterable[str | Path],
    out: str | Path,
    *,
    ontology_folders: Iterable[str | Path] = (),
    default_ontology: bool = True,
    pipeline: str | None = None,
    trained: bool = True,
    min_confidence: float = 0.0,
    llm: LlmSettings | None = None,
    pictures: bool = False,
    base: str | None = None,
    deadline: float | None = SECONDS,
    progress: Progress | None = None,
) -> Report:
    """Read documents, extract their claims, and leave a validated graph in the folder `out`.

    `out` then holds `store/`, `innograph.ttl`, `innograph.trig`, `claims.jsonl`, `report.json` and, if asked for,
    pictures. All of it is made beside what is there and put in its place at the end: a build that fails changes
    nothing. What was built there before is replaced.

    Args:
        paths: documents and folders of documents.
        out: the folder, made where there is none.
        ontology_folders: folders of the user's own classes, frames, concepts, shapes, rules and checks.
        default_ontology: whether the shipped ontology is read too.
        pipeline: name of the spaCy pipeline to parse with; the shipped one where it is not given.
        trained: whether weights learnt from annotated documents choose among what frames propose.
        min_confidence: claims that are less sure than this, 0 to 1, are left out.
        llm: a language model to ask for claims, besides the frames or instead of them; none where it is not given.
        pictures: whether to draw the graph as SVG, PNG and HTML.
        base: what the IRIs of resources begin with, ending in "/" or "#"; innograph's own where it is not given.
        deadline: the seconds that reading a document, and finding its claims, may take, and as many again for each
            100,000 characters of its text; what takes longer is left out and reported. None for any time.
        progress: is told the stage, how many documents are done and how many there are, where that is known.

    Returns:
        What was done, with a finding for each document that could not be read, was given up, holds names that look
        like others, is in a language that the pipeline does not know, says the same as another or could not be asked
        about, and for each claim that was kept out because it violates a shape.

    Raises:
        DocumentError: none of the documents could be read.
        EndpointError: the language model's endpoint cannot be used.
        OntologyError: a folder of the user's own cannot be used.
        StoreError: `out` cannot be written, or another process holds the store in it.
        ValueError: `base` is no absolute IRI, or does not end in "/" or "#".
    """
    namespaces = Namespaces() if base is None else Namespaces(base)
    tell: Progress = progress or (lambda stage, done, total: None)
    folder = Path(out)
    with _beside(folder) as workshop:
        ontology = Ontology(ontology_folders, default=default_ontology)
        documents, findings = _read(paths, deadline, tell)
        from innograph.extract import DEFAULT_PIPELINE, Extractor

        rules = Extractor(ontology, pipeline or DEFAULT_PIPELINE, trained=trained, min_confidence=min_confidence)
        extractor, asked = _extractor(rules, llm)
        extracted = list(_extract(documents, extractor, deadline, tell, findings))
        tell("building the graph", 0, None)
        with GraphStore.open(workshop / "store") as store:
            loaded = load(store, extracted, ontology, namespaces)
            tell("writing", 0, None)
            for name in (*EXPORTS, *(PICTURES if pictures else ())):
                _write(store, workshop / name, ontology)
            conforms = validate(
                store.quads(), ontology
            ).conforms  # with all that was derived, without what was kept out
        report = Report(
            out=str(folder),
            documents=len(documents),
            claims=loaded.derived.claims,
            claims_by_type=Counter(claim.type for claim in loaded.claims),
            entities=loaded.derived.entities,
            links=loaded.derived.links,
            quads=loaded.derived.quads,
            conflicts=loaded.derived.conflicts,
            conforms=conforms,
            findings=(*findings, *(asked.failures if asked else ()), *loaded.findings),
            llm=asked.data() if asked else None,
        )
        lines = (json.dumps(to_json(claim, ontology), ensure_ascii=False) + "\n" for claim in loaded.claims)
        write_whole(workshop / "claims.jsonl", "".join(lines))
        write_whole(workshop / "report.json", json.dumps(report_data(report), ensure_ascii=False, indent=2) + "\n")
        _put_in_place(workshop, folder)
    return report


def report_data(report: Report) -> dict[str, Any]:
    """The report as plain data: `report.json`. It says nothing of when, so that two builds of the same files agree.

    `quarantined` is how many claims were kept out because they violate a shape; `conforms` is whether the graph that
    was written, without them, conforms to the shapes; each of `findings` has a `kind` and a `message`, and where
    they are known the `source` (path as given), `document`, `focus_node`, `claim`, `quote` and `shape`. `llm` is there
    only where a language model was asked: what it cost differs from run to run.
    """
    data: dict[str, Any] = {
        "documents": report.documents,
        "claims": report.claims,
        "claims_by_type": dict(sorted(report.claims_by_type.items())),
        "entities": report.entities,
        "links": report.links,
        "quads": report.quads,
        "conflicts": report.conflicts,
        "quarantined": report.quarantined,
        "conforms": report.conforms,
        "findings": [{key: value for key, value in asdict(f).items() if value is not None} for f in report.findings],
    }
    return data if report.llm is None else data | {"llm": dict(report.llm)}


def _read(paths: Iterable[str | Path], deadline: float | None, tell: Progress) -> tuple[list[Document], list[Finding]]:
    """The documents in order, and what is wrong with the others.

    Raises:
        DocumentError: there are none.
    """
    documents: dict[str, Document] = {}
    findings: list[Finding] = []
    given = [Path(path) for path in paths]
    for number, item in enumerate(read_paths(given, seconds=deadline), 1):
        tell("reading", number, None)
        if isinstance(item, DocumentError):
            findings.append(Finding(item.kind, item.reason, source=item.path))
        elif (first := documents.setdefault(item.id, item)) is not item:
            findings.append(Finding("duplicate", f"the same text as {first.place}", item.place, item.id))
        else:
            findings += suspicions(item)
    if not documents:
        if not findings:
            raise DocumentError("build", "no documents were given")
        first_bad, *others = findings
        more = f" (and {len(others)} more that cannot be read)" if others else ""
        error = GaveUpError if first_bad.kind == GaveUpError.kind else DocumentError
        raise error(first_bad.source or "", first_bad.message + more)
    return list(documents.values()), findings


def _extractor(rules: Extractor, llm: LlmSettings | None) -> tuple[Extractor | LlmExtractor, LlmReport | None]:
    """What finds the claims, and where a language model is asked the counts that it keeps."""
    if llm is None:
        return rules, None
    from innograph.llm import LlmExtractor

    asking = LlmExtractor(rules, llm)
    return asking, asking.report


def _extract(
    documents: list[Document],
    extractor: Extractor | LlmExtractor,
    deadline: float | None,
    tell: Progress,
    findings: list[Finding],
) -> Iterator[tuple[Document, list[Claim]]]:
    """Each document with its claims; one in a language that cannot be read, or given up, has none, and is put into
    `findings`."""
    tell("extracting", 0, len(documents))
    language = extractor.pipeline.lang or ANY
    readable = []
    for document in documents:
        if is_readable(document, language):
            readable.append(document)
        else:
            findings.append(Finding("unread-language", unread(document, language), document.place, document.id))
            yield document, []
    extracted = extractor.extract_all(readable, seconds=deadline, findings=findings)
    for number, (document, claims) in enumerate(extracted, len(documents) - len(readable) + 1):
        tell("extracting", number, len(documents))
        yield document, claims


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A workshop inside `folder`, gone afterwards, while nobody else can build or write there.

    Raises:
        StoreError: the folder cannot be written, or another process holds the store in it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        workshop = Path(tempfile.mkdtemp(prefix=".building-", dir=folder))
    except OSError as error:
        raise StoreError(folder, f"cannot be written ({error.strerror})") from error
    try:
        _make_sure_nobody_writes(folder / "store")
        yield workshop
    except OSError as error:
        raise StoreError(folder, f"cannot be written ({error.strerror or error})") from error
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def _make_sure_nobody_writes(store: Path) -> None:
    """Raises StoreError where another process holds the store. One that is merely damaged is about to be replaced."""
    if not store.is_dir():
        return
    try:
        GraphStore.open(store).close()
    except StoreError as error:
        if "in use" in error.reason:
            raise


def _put_in_place(workshop: Path, folder: Path) -> None:
    """Move what was built into `folder`: single files over the old ones, the store by two renames."""
    store = folder / "store"
    _make_sure_nobody_writes(store)  # closed again before it is moved: RocksDB tidies up by path when it closes
    if store.exists():
        store.rename(workshop / "replaced")
    (workshop / "store").rename(store)
    for name in PICTURES:  # of an earlier build: they do not show this one
        (folder / name).unlink(missing_ok=True)
    for path in sorted(p for p in workshop.iterdir() if p.is_file()):
        path.replace(folder / path.name)


def _write(store: GraphStore, path: Path, ontology: Ontology) -> None:
    if path.name in PICTURES:
        from innograph.explore.draw import draw

        draw(store, path, ontology=ontology)
    else:
        export(store, path, ontology=ontology)
