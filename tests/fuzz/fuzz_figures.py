"""Figures and times in a paragraph: what is read before and beside the parse."""

from __future__ import annotations

import datetime

import atheris

with atheris.instrument_imports(include=["innograph"]):
    from common import documents, run

    from innograph.extract.periods import PeriodReader
    from innograph.extract.quantities import QuantityReader
    from innograph.ontology import Ontology
    from innograph.read.lookalikes import lookalikes
    from innograph.read.normalise import one_line

_ONTOLOGY = Ontology()
_FIGURES, _TIMES = QuantityReader(_ONTOLOGY), PeriodReader(_ONTOLOGY)
_DAY = datetime.date(2024, 1, 8)


def one(data: bytes) -> None:
    text = one_line(data.decode("utf-8", "replace"))[:5000]
    for found in (_FIGURES.read(text), _TIMES.read(text, _DAY), list(lookalikes(text))):
        end = 0
        for each in found:
            assert end <= each.span.start < each.span.end <= len(text)
            end = each.span.end


if __name__ == "__main__":
    seeds = {}
    for name, data in documents().items():
        for number, part in enumerate(data.decode().split("\n\n")[2:6]):
            seeds[f"{name}-{number}"] = part.encode()
    run(one, seeds)
