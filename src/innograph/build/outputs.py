"""What a build leaves beside the store: exports, pictures, claims as JSON Lines, the report."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from innograph.archive import Archive, finding_data, finding_of
from innograph.build.closing import CLAIMS, EXPORTS, PICTURES
from innograph.build.inputs import Inputs, Tell
from innograph.build.site import DERIVED, EXPORTED, Site
from innograph.build.update import Sums
from innograph.explore.export import export, write_whole
from innograph.model import Finding, Report
from innograph.ontology import Ontology


def write_outputs(
    site: Site, folder: Path, ontology: Ontology, inputs: Inputs, *, exports: bool, pictures: bool, tell: Tell
) -> None:
    """Write the files that are asked for and do not fit the store yet, and take away those that are not asked for."""
    asked = (*((*EXPORTS, CLAIMS) if exports else ()), *(PICTURES if pictures else ()))
    fitting = set((site.archive.about(EXPORTED) or "").split())
    for name in {*EXPORTS, CLAIMS, *PICTURES} - set(asked):  # of an earlier build: they may not show this one
        (folder / name).unlink(missing_ok=True)
    for name in asked:
        path = folder / name
        if name in fitting and path.is_file():
            continue
        tell("writing", 0, None)
        if name == CLAIMS:
            write_whole(path, "".join(_claim_lines(site.archive, inputs)))
        elif name in PICTURES:
            from innograph.explore.draw import draw

            draw(site.store, path, ontology=ontology)
        else:
            export(site.store, path, ontology=ontology)
    site.archive.note(EXPORTED, " ".join(asked))
    site.archive.commit()


def _claim_lines(archive: Archive, inputs: Inputs) -> Iterator[str]:
    """The claims that are in the graph, a line each, in the order of the documents."""
    known = archive.extracted()
    for document in inputs.wanted:
        kept_out = {finding["claim"] for finding in json.loads(known[document].kept_out)}
        for claim in json.loads(archive.claims_json(document)):
            if claim["id"] not in kept_out:
                yield json.dumps(claim, ensure_ascii=False) + "\n"


def report_of(site: Site, folder: Path, inputs: Inputs, done: Sums | None, llm: Mapping[str, Any] | None) -> Report:
    """The report on the whole graph, as the archive knows it, and on what was `done` this time, if anything."""
    known = site.archive.extracted()
    whole = json.loads(site.archive.about(DERIVED) or "{}")
    sums = [json.loads(known[id_].sums) for id_ in inputs.wanted]
    claims: Counter[str] = Counter()
    for each in sums:
        claims.update(each["claims"])
    return Report(
        out=str(folder),
        documents=len(inputs.wanted),
        claims=whole["claims"],
        claims_by_type=claims,
        entities=whole["entities"],
        links=whole["links"],
        quads=whole["quads"],
        conflicts=whole["conflicts"],
        likenesses=whole["likenesses"],
        reprints=whole["reprints"],
        conforms=whole["conforms"] and all(each["conforms"] for each in sums),
        findings=(
            *inputs.findings,
            *_findings(inputs, {id_: known[id_].findings for id_ in inputs.wanted}),
            *_findings(inputs, {id_: known[id_].kept_out for id_ in inputs.wanted}),
        ),
        llm=llm,
        added=done.added if done else 0,
        changed=done.changed if done else 0,
        removed=done.removed if done else 0,
        kept=inputs.kept,
        notices=tuple(site.notices),
    )


def _findings(inputs: Inputs, kept: Mapping[str, str]) -> Iterator[Finding]:
    """What is to be said of each document, by the names by which files were given this time."""
    for document, findings in kept.items():
        for data in json.loads(findings):
            yield replace(finding_of(data), source=inputs.names[document])


def report_data(report: Report) -> dict[str, Any]:
    """The report as plain data: `report.json`. It says nothing of when, so that two builds of the same files agree.

    `likenesses` is how many pairs of entities may be one;
    `reprints` is how many documents tell a story that another one tells as well, all but one of each story;
    `quarantined` is how many claims were kept out because they violate a shape; `conforms` is whether the graph
    that was written, without them, conforms to the shapes; each of `findings` has a `kind` and a `message`, and
    where they are known the `source` (path as given), `document`, `focus_node`, `claim`, `quote` and `shape`.
    `llm` is there only where a language model was asked: what it cost differs from run to run.
    """
    data: dict[str, Any] = {
        "documents": report.documents,
        "claims": report.claims,
        "claims_by_type": dict(sorted(report.claims_by_type.items())),
        "entities": report.entities,
        "links": report.links,
        "quads": report.quads,
        "conflicts": report.conflicts,
        "likenesses": report.likenesses,
        "reprints": report.reprints,
        "quarantined": report.quarantined,
        "conforms": report.conforms,
        "findings": [finding_data(finding) for finding in report.findings],
    }
    return data if report.llm is None else data | {"llm": dict(report.llm)}
