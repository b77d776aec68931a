"""The stages in a row: documents in, a validated graph in a folder out, doing again only what has changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from innograph.build.inputs import take_in, tell_of_lost
from innograph.build.outputs import report_data, report_of, write_outputs
from innograph.build.site import mended, opened
from innograph.build.update import Update
from innograph.build.versions import Versions
from innograph.deadline import SECONDS
from innograph.explore.export import write_whole
from innograph.graph.derive import check_queries
from innograph.graph.namespaces import Namespaces
from innograph.graph.provenance import Run
from innograph.graph.shapes import Validator
from innograph.model import Report
from innograph.ontology import Ontology

if TYPE_CHECKING:
    from innograph.extract import Extractor
    from innograph.llm import LlmExtractor, LlmReport, LlmSettings

__all__ = ["build_graph", "report_data"]

Progress = Callable[[str, int, int | None], None]


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
    prune: bool = False,
    exports: bool = True,
    pictures: bool = False,
    base: str | None = None,
    deadline: float | None = SECONDS,
    progress: Progress | None = None,
) -> Report:
    """Read documents, extract their claims, and leave a validated graph in the folder `out`.

    `out` then holds `store/`, `archive.sqlite`, `report.json` and, if asked for, `innograph.ttl`, `innograph.trig`,
    `claims.jsonl` and pictures. What was built there before is brought up to date: files that are unchanged are not
    read again, a document that changed is replaced, one that is not among the paths any more stays unless `prune` is
    set. The outcome is that of building all of it at once, byte for byte. Each document is written in one transaction:
    a build that is interrupted, however rudely, is taken up by the next one.

    Args:
        paths: documents and folders of documents.
        out: the folder, made where there is none.
        ontology_folders: folders of the user's own classes, frames, concepts, shapes, rules and checks.
        default_ontology: whether the shipped ontology is read too.
        pipeline: name of the spaCy pipeline to parse with; the shipped one where it is not given.
        trained: whether weights learnt from annotated documents choose among what frames propose.
        min_confidence: claims that are less sure than this, 0 to 1, are left out.
        llm: a language model to ask for claims, besides the frames or instead of them; none where it is not given.
        prune: whether documents that are not among `paths` are taken out of the graph.
        exports: whether to write Turtle, TriG and claims, which takes its time where there is much.
        pictures: whether to draw the graph as SVG, PNG and HTML.
        base: what the IRIs of resources begin with, ending in "/" or "#"; innograph's own where it is not given.
        deadline: the seconds that reading a document may take, and finding its claims, there as many again for each
            100,000 characters of its text; what takes longer is left out, reported, and tried again by the next build.
            None for any time.
        progress: is told the stage, how many documents are done and how many there are, where that is known.

    Returns:
        What the graph holds and what was done, with a finding for each document that could not be read, was given up,
        holds words that look like others, is in a language that the pipeline does not know, says the same as another or
        could not be asked about, and for each claim that was kept out because it violates a shape.

    Raises:
        DocumentError: none of the documents could be read.
        EndpointError: the language model's endpoint cannot be used.
        OntologyError: a folder of the user's own cannot be used.
        StoreError: `out` cannot be written, or another process holds the store in it.
        ValueError: `base` is no absolute IRI, or does not end in "/" or "#".
    """
    namespaces = Namespaces() if base is None else Namespaces(base)
    tell: Progress = progress or (lambda stage, done, total: None)
    folder, given = Path(out), list(paths)
    ontology = Ontology(ontology_folders, default=default_ontology)
    check_queries(ontology)  # before anything is changed
    validator = Validator(ontology)
    from innograph.extract.language import DEFAULT_PIPELINE

    name = pipeline or DEFAULT_PIPELINE
    versions = Versions.of(ontology.version, namespaces.base, name, trained, min_confidence, llm)
    asked: list[LlmReport] = []

    def extractor() -> Extractor | LlmExtractor:
        from innograph.extract import Extractor

        rules = Extractor(ontology, name, trained=trained, min_confidence=min_confidence)
        if llm is None:
            return rules
        from innograph.llm import LlmExtractor

        asking = LlmExtractor(rules, llm)
        asked.append(asking.report)
        return asking

    def build(notices: list[str]) -> Report:
        asked.clear()
        with opened(folder, namespaces, versions.writing, notices) as site:
            inputs = take_in(given, folder, site.archive, versions.reading, prune=prune, deadline=deadline, tell=tell)
            run = Run.current(ontology, model=Path(name).name.replace("_", "-"))
            update = Update(site, ontology, namespaces, run, versions.extracting, validator, deadline, tell)
            done = update.to(inputs, extractor)
            site.archive.commit()
            if not prune:
                tell_of_lost(site, inputs)
            write_outputs(site, folder, ontology, inputs, exports=exports, pictures=pictures, tell=tell)
            report = report_of(site, folder, inputs, done=done, llm=asked[0].data() if asked else None)
            write_whole(folder / "report.json", json.dumps(report_data(report), ensure_ascii=False, indent=2) + "\n")
        return report

    return mended(folder, build)
