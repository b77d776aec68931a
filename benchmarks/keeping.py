"""Seconds and memory of diff, backup and restore as a graph grows: python benchmarks/keeping.py OUT [--copies N N …]

OUT is a built graph; a larger one is made of copies of its claims and documents under IRIs of their own, and the other
side of each comparison lacks one document in a hundred. Each step is a process of its own, so that its peak is its own.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from innograph.graph.store import GraphStore

_OWN = re.compile(r"((?:doc|claim|evidence|quote|position|figure|amount|equivalent|resolution|words|mention|link)-)")


def copies(quads: list[Quad], number: int, leave: int) -> Iterator[Quad]:
    """The quads again and again; documents whose hash ends in `leave` are left out of the copies."""

    def renamed(term: object, copy: int) -> object:
        return NamedNode(_OWN.sub(rf"\g<1>{copy}x", term.value, count=1)) if isinstance(term, NamedNode) else term

    for copy in range(number):
        for quad in quads:
            own = "/graph/doc-" in quad.graph_name.value
            if not own and copy:
                continue
            if leave and own and int(quad.graph_name.value.split("/graph/doc-")[1][:4], 16) % 100 == leave:
                continue
            text = Literal(f"{quad.object.value}{copy}") if quad.predicate.value.endswith("sha256") else quad.object
            yield Quad(
                renamed(quad.subject, copy),  # type: ignore[arg-type]
                quad.predicate,
                renamed(text, copy),  # type: ignore[arg-type]
                renamed(quad.graph_name, copy),  # type: ignore[arg-type]
            )


def timed(code: str, *arguments: object) -> None:
    """Run a step and print what it took."""
    start = time.perf_counter()
    script = f"import sys, innograph\nfrom pathlib import Path\nfrom innograph.keeping import check\n{code}\n"
    script += "print(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])"  # rusage knows the parent's
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)], capture_output=True, text=True, check=True
    )
    print(f"  {code:<60} {time.perf_counter() - start:6.1f} s {int(done.stdout.split()[-1]) // 1024:6,} MB")


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--copies", type=int, nargs="+", default=[3, 30])
    chosen = parser.parse_args()
    with GraphStore.open(chosen.out / "store", read_only=True) as store:
        quads = list(store.quads())
    for number in chosen.copies:
        with tempfile.TemporaryDirectory() as work:
            one, two = Path(work, "one"), Path(work, "two")
            for folder, leave in ((one, 0), (two, 7)):
                folder.mkdir()
                with GraphStore.open(folder / "store") as store:
                    store.bulk_load(copies(quads, number, leave))
                    size = len(store)
            print(f"{size:,} quads")
            timed("print(bool(innograph.diff(*sys.argv[1:])))", one, one)
            timed("print(len(innograph.diff(*sys.argv[1:]).render()))", one, two)
            timed("innograph.backup(*sys.argv[1:])", Path(work, "x.tar.gz"), one)
            timed("check(sys.argv[1])", Path(work, "x.tar.gz"))
            timed("innograph.restore(*sys.argv[1:])", Path(work, "x.tar.gz"), Path(work, "back"))
            print(f"  {'backup':<60} {Path(work, 'x.tar.gz').stat().st_size / 1e6:6.1f} MB")


if __name__ == "__main__":
    main()
