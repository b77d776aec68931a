"""Words per second of extraction against spaCy's own `nlp.pipe` on the same documents, in one run, and memory as
documents grow: python benchmarks/extract.py [--rounds N] [--copies N N …]

Both read the same blocks, turn and turn about; the ratio is what counts, as machines differ and are shared. Memory is
the peak of a process of its own for each number of documents.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from innograph.extract import Extractor
from innograph.model import BlockKind, Document
from innograph.read import read_paths

FOLDERS = [Path(__file__).parents[1] / "data" / name for name in ("documents", "gold/train")]


def documents() -> list[Document]:
    """The example documents, and those that weights were learnt from."""
    return [d for d in read_paths(FOLDERS) if isinstance(d, Document) and d.path and d.path.endswith(".md")]


def varied(originals: list[Document], copies: int) -> Iterator[Document]:
    """The documents over and over; each copy has a text of its own."""
    for copy in range(copies):
        for document in originals:
            yield replace(document, text=document.text + f" {copy}" if copy else document.text)


def texts(items: list[Document]) -> list[str]:
    """The blocks that extraction parses."""
    return [b.span.of(d.text) for d in items for b in d.blocks if b.kind is not BlockKind.FURNITURE]


def speed(rounds: int) -> None:
    """Prints words per second of both, and their ratio."""
    extractor = Extractor()
    items = documents()
    blocks = texts(items)
    words = sum(len(text.split()) for text in blocks)
    list(extractor.extract_all(items[:10]))  # warm
    parsing, extracting = [], []
    for _ in range(rounds):
        start = time.perf_counter()
        for _parsed in extractor.pipeline.pipe(blocks, batch_size=64):
            pass
        parsing.append(words / (time.perf_counter() - start))
        start = time.perf_counter()
        claims = sum(len(found) for _, found in extractor.extract_all(items))
        extracting.append(words / (time.perf_counter() - start))
    ratios = sorted(e / p for e, p in zip(extracting, parsing, strict=True))
    print(f"{len(items)} documents, {words:,} words, {claims:,} claims, {rounds} rounds")
    print(f"nlp.pipe    {statistics.median(parsing):8,.0f} words/s")
    print(f"extraction  {statistics.median(extracting):8,.0f} words/s")
    print(f"ratio       {statistics.median(ratios):8.2f}  (from {ratios[0]:.2f} to {ratios[-1]:.2f})")


def memory(copies: int) -> None:
    """Prints the peak memory of this process after extracting so many copies of the documents."""
    extractor = Extractor()
    originals = documents()
    for _ in extractor.extract_all(varied(originals, copies)):
        pass
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{copies * len(originals):6,} documents  peak {peak:,.0f} MB", flush=True)


def main() -> None:
    """Runs the parts that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--copies", type=int, nargs="*", default=[1, 2, 4])
    parser.add_argument("--memory", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.memory:
        memory(arguments.memory)
        return
    speed(arguments.rounds)
    for copies in arguments.copies:
        subprocess.run([sys.executable, __file__, "--memory", str(copies)], check=True)


if __name__ == "__main__":
    main()
