"""The verb that judges: evaluate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from innograph.cli.common import (
    Json,
    MinConfidence,
    NoDefaultOntology,
    OntologyFolders,
    PipelineName,
    Untrained,
    emit,
    emit_json,
    ontology_of,
)

if TYPE_CHECKING:
    from innograph.extract import Extractor

HELD_OUT = "HELD-OUT.md"  # stands in a folder whose documents nobody who writes rules may read


def evaluate(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DIR|FILE.csv",
            help="A folder of annotated documents, or a file of judged pairs.",
            show_default=False,
        ),
    ],
    *,
    errors: Annotated[
        bool, typer.Option("--errors", help="Show every claim that was missed or made in excess, with its sentence.")
    ] = False,
    ontology: OntologyFolders = None,
    no_default_ontology: NoDefaultOntology = False,
    pipeline: PipelineName = None,
    untrained: Untrained = False,
    min_confidence: MinConfidence = 0.0,
    as_json: Json = False,
) -> None:
    """Compare what is extracted with annotated documents: precision, recall and F1 by type, calibration.

    With a file of pairs of names that people have judged: how well it is told who is who.
    --errors is refused for documents that are held out (a file HELD-OUT.md beside them): they stay unseen.

    Example: innograph evaluate data/gold/dev --errors
    """
    from innograph.evaluate import Evaluator
    from innograph.explore.scores import errors_text, evaluation_data, evaluation_text
    from innograph.extract import DEFAULT_PIPELINE, Extractor
    from innograph.gold import read_gold_folder
    from innograph.sameness import Sameness

    if errors and (folder / HELD_OUT).exists():
        raise typer.BadParameter(f"{folder} is held out: its documents and errors are not shown")
    knowledge = ontology_of(ontology, no_default_ontology)
    if folder.suffix == ".csv":
        _evaluate_pairs(folder, Extractor(knowledge, pipeline or DEFAULT_PIPELINE), as_json, errors)
        return
    documents = list(read_gold_folder(folder, knowledge))
    extractor = Extractor(knowledge, pipeline or DEFAULT_PIPELINE, trained=not untrained, min_confidence=min_confidence)
    result = Evaluator(Sameness(knowledge)).evaluate(documents, lambda gold: extractor.extract(gold.document))
    if as_json:
        emit_json(evaluation_data(result))
        return
    emit(evaluation_text(result))
    if errors:
        for line in errors_text(result):
            emit(line)


def _evaluate_pairs(file: Path, extractor: Extractor, as_json: bool, errors: bool) -> None:
    from innograph.explore.scores import pairs_data, pairs_errors_text, pairs_text
    from innograph.pairs import PairJudge, read_pairs

    judge = PairJudge(extractor.ontology, extractor)
    judgements = [judge.judge(pair) for pair in read_pairs(file)]
    if as_json:
        emit_json(pairs_data(judgements))
        return
    emit(pairs_text(judgements))
    if errors:
        for line in pairs_errors_text(judgements):
            emit(line)


VERBS = (evaluate,)
