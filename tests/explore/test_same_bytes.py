"""The same graph is the same files, whatever order Python's sets happen to have in a run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SEEDS = ("1", "2", "3")
PROGRAM = """
import hashlib, itertools, json, sys
from pathlib import Path
import networkx as nx
from innograph.explore.choose import choose
from innograph.explore.draw import draw
from innograph.explore.export import FORMATS, export
from innograph.explore.network import around, of_types
from innograph.explore.scene import make_scene
from innograph.graph.loading import load
from innograph.graph.store import GraphStore
from innograph.ontology import Ontology
from sample import sample_claims, sample_document

folder, ontology = Path(sys.argv[1]), Ontology()
with GraphStore.open() as store:
    load(store, [(sample_document(), sample_claims())], ontology)
    written = [export(store, folder / f"graph{ending}", ontology=ontology) for ending in FORMATS]
    written += [draw(store, folder / f"picture{ending}", ontology=ontology) for ending in (".svg", ".png", ".html")]
    written.append(draw(store, folder / "focus.svg", focus="Shandong", hops=1, ontology=ontology))
said = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in written}

many = nx.MultiDiGraph()
many.add_nodes_from((f"actor {i}", {"label": f"actor {i}", "type": "inno:Actor", "weight": i % 7}) for i in range(60))
for i, j in itertools.combinations(range(60), 2):
    if i * j % 29 == 1 or j == i + 2:
        many.add_edge(f"actor {i}", f"actor {j}", "inno:funds", predicate="inno:funds", label="funds", weight=1)
parts = {
    "all": many,
    "chosen": choose(many, 25),
    "around": around(many, "actor 7", 2),
    "of types": of_types(many, ["actor"], ontology),
}
said |= {name: hashlib.sha256(repr(make_scene(part, ontology)).encode()).hexdigest() for name, part in parts.items()}
said |= {f"{name} in order": [*part, *map(list, part.edges(keys=True))] for name, part in parts.items()}
print(json.dumps(said))
"""


def test_files_are_the_same_bytes_under_every_hash_seed(tmp_path: Path) -> None:
    paths = [str(Path(__file__).parents[1]), *sys.path]
    running = []
    for seed in SEEDS:
        (tmp_path / seed).mkdir()
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", PROGRAM, str(tmp_path / seed)]
        running.append(subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True))
    said = [process.communicate(timeout=120)[0] for process in running]
    assert [process.returncode for process in running] == [0] * len(SEEDS)
    assert said == [said[0]] * len(SEEDS)
