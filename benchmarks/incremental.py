"""How long a build takes that changes one document among many: python benchmarks/incremental.py [--documents N …]

The documents are the examples over and over, each copy with words, figures, names and a year of its own: letters stand
for others. So copies are no reprints and do not contradict one another. Their claims are extracted once; loading the
pipeline and extraction are no part of what is measured. Beside the change stand the first build, one that finds nothing
to do, and exports.
"""

from __future__ import annotations

import argparse
import platform
import random
import re
import resource
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from string import ascii_lowercase, ascii_uppercase
from types import MappingProxyType
from unittest import mock

import innograph.extract
from innograph.build import build_graph
from innograph.extract import Extractor
from innograph.model import Claim, Document, FieldValue
from innograph.read import read_paths

FIRST_YEAR = 1850
EXAMPLES = Path(__file__).parents[1] / "data" / "documents"


def varied(claim: Claim, document: Document, copy: int) -> Claim:
    """The claim as another document tells it, of another year's figures and of new names that few others share."""

    def name(value: str) -> str:
        return f"{value} {copy // 5}" if copy else value

    def value(key: str, said: FieldValue) -> FieldValue:
        if key in claim.mentions and all(m.entity is None for m in claim.mentions[key]):
            return tuple(map(name, said)) if isinstance(said, tuple) else name(str(said))
        return said * (10 + copy % 7) / 10 if key in {"value", "amount"} else said  # type: ignore[operator]

    mentions = {
        key: tuple(m if m.entity else replace(m, name=name(m.name)) for m in named)
        for key, named in claim.mentions.items()
    }
    fields = {key: value(key, said) for key, said in claim.fields.items()}
    return replace(
        claim,
        id=f"{claim.id}c{copy}",
        document=document.id,
        evidence=tuple(replace(evidence, quote=evidence.span.of(document.text)) for evidence in claim.evidence),
        period=claim.period and str(FIRST_YEAR + copy),
        fields=MappingProxyType(fields),
        mentions=MappingProxyType(mentions),
    )


def letters(copy: int) -> dict[int, str]:
    """Which letter stands for which in a copy: those of the alphabet in an order drawn for it."""
    if not copy:
        return {}
    drawn = random.Random(copy).sample(ascii_lowercase, len(ascii_lowercase))
    return str.maketrans(ascii_lowercase + ascii_uppercase, "".join(drawn) + "".join(drawn).upper())


class Copies:
    """Gives each copy of an example the claims of the example, varied. Stands where an extractor does."""

    def __init__(self, claims: dict[str, list[Claim]]) -> None:
        self.claims = claims
        self.pipeline = mock.Mock(lang="en")

    def extract_all(self, documents: Iterable[Document], **limits: object) -> Iterator[tuple[Document, list[Claim]]]:
        for document in documents:
            stem, _, copy = Path(document.path or "").stem.rpartition("-")
            yield document, [varied(claim, document, int(copy)) for claim in self.claims[stem]]


def measure(count: int, claims: dict[str, list[Claim]]) -> None:
    """Builds, changes one document and builds again; prints seconds."""
    with (
        tempfile.TemporaryDirectory() as tmp,
        mock.patch.object(innograph.extract, "Extractor", lambda *a, **k: Copies(claims)),
    ):
        documents, out = Path(tmp, "documents"), Path(tmp, "out")
        documents.mkdir()
        originals = sorted(EXAMPLES.glob("*.md"))
        for number in range(count):
            original = originals[number % len(originals)]
            copy = number // len(originals)
            _, head, body = original.read_text().split("---\n", 2)
            head = re.sub(r"^date: \d{4}", f"date: {FIRST_YEAR + copy}", head, flags=re.MULTILINE)
            (documents / f"{original.stem}-{copy}.md").write_text(
                f"---\n{head}---\n{body.translate(letters(copy))}\nEdition {copy}.\n"
            )

        def timed(what: str, exports: bool = False) -> None:
            start, cpu = time.perf_counter(), time.process_time()
            report = build_graph([documents], out, exports=exports)
            seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
            print(
                f"{count:>7} documents  {report.claims:>7} claims  {report.quads:>9} quads  {what:<24} {seconds:8.2f} s"
            )

        timed("first build")
        timed("nothing changed")
        for turn in range(3):
            file = documents / f"{originals[turn].stem}-0.md"
            file.write_text(f"{file.read_text()}\n\nCorrected.\n")
            timed("one document changed")
        timed("exports", exports=True)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


def main() -> None:
    """Measures for each number of documents."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--documents", type=int, nargs="+", default=[1000])
    options = parser.parse_args()
    print(f"Python {platform.python_version()}")
    found = Extractor().extract_all(d for d in read_paths([EXAMPLES]) if isinstance(d, Document))
    claims = {Path(document.path or "").stem: claims for document, claims in found}
    for count in options.documents:
        measure(count, claims)


if __name__ == "__main__":
    main()
