"""The graph in other people's formats, by the ending of the file: the same documents always give the same bytes."""

from __future__ import annotations

import csv
import io
import json
import re
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Triple, serialize

from innograph.errors import StoreError
from innograph.explore.claims import claim_rows
from innograph.explore.tables import spreadsheet_cell
from innograph.graph.store import GraphStore
from innograph.graph.write import trig, turtle
from innograph.ontology import PREFIXES, Ontology


def _triples(store: GraphStore) -> list[Triple]:
    """The union of all graphs, each triple once, in order."""
    return sorted({quad.triple for quad in store.quads()}, key=str)


def _quads(store: GraphStore) -> list[Quad]:
    return sorted(store.quads(), key=str)


def _turtle(store: GraphStore, ontology: Ontology | None) -> str:
    return turtle(store.quads())


def _trig(store: GraphStore, ontology: Ontology | None) -> str:
    return trig(store.quads())


def _ntriples(store: GraphStore, ontology: Ontology | None) -> str:
    return "".join(f"{triple} .\n" for triple in _triples(store))


def _nquads(store: GraphStore, ontology: Ontology | None) -> str:
    return "".join(f"{quad} .\n" for quad in _quads(store))


def _jsonld(store: GraphStore, ontology: Ontology | None) -> str:
    expanded = json.loads(serialize(_quads(store), format=RdfFormat.JSON_LD) or b"[]")
    return json.dumps(expanded, ensure_ascii=False, indent=1) + "\n"


def _rdfxml(store: GraphStore, ontology: Ontology | None) -> str:
    triples = _triples(store)
    for predicate in sorted({triple.predicate.value for triple in triples}):
        if not re.search(r"[^\W\d][\w.-]*$", predicate):
            raise StoreError(store.location, f"RDF/XML has no way to write the property <{predicate}>")
    return (serialize(triples, format=RdfFormat.RDF_XML, prefixes=dict(PREFIXES)) or b"").decode() + "\n"


def _graphml(store: GraphStore, ontology: Ontology | None) -> str:
    import networkx as nx

    from innograph.explore.network import flat, to_networkx

    return "\n".join(nx.generate_graphml(flat(to_networkx(store, ontology=ontology)))) + "\n"


def _gexf(store: GraphStore, ontology: Ontology | None) -> str:
    import networkx as nx

    from innograph.explore.network import flat, to_networkx

    # networkx writes the day into the file: a graph of the same documents is the same tomorrow
    text = "\n".join(nx.generate_gexf(flat(to_networkx(store, ontology=ontology)), version="1.2draft"))
    return re.sub(r' lastmodifieddate="[^"]*"', "", text) + "\n"


def _csv(store: GraphStore, ontology: Ontology | None) -> str:
    columns, rows = claim_rows(store, ontology or Ontology())
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({column: spreadsheet_cell(value) for column, value in row.items()} for row in rows)
    return out.getvalue()


FORMATS: Mapping[str, Callable[[GraphStore, Ontology | None], str]] = {
    ".ttl": _turtle,
    ".trig": _trig,
    ".nq": _nquads,
    ".nt": _ntriples,
    ".jsonld": _jsonld,
    ".rdf": _rdfxml,
    ".graphml": _graphml,
    ".gexf": _gexf,
    ".csv": _csv,
}


def write_whole(path: Path, text: str) -> None:
    """Write a file so that a reader finds the old text or the new one, never a part.

    Raises:
        StoreError: the file or its folder cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="", dir=path.parent, prefix=f".{path.name}.", delete=False
        ) as file:
            file.write(text)
        Path(file.name).chmod(0o644)
        Path(file.name).replace(path)
    except OSError as error:
        raise StoreError(path, error.strerror or str(error)) from error


def export(store: GraphStore, path: str | Path, *, ontology: Ontology | None = None) -> Path:
    """Write the graph to a file in the format that its ending names.

    `.ttl`, `.nt` and `.rdf` hold the union of all named graphs; `.trig`, `.nq` and `.jsonld` keep the graphs apart;
    `.graphml` and `.gexf` hold actors and the links between them; `.csv` holds one claim a row.

    Args:
        ontology: says which columns the claims have; the shipped one where it is not given.

    Raises:
        StoreError: the ending is not known, or the file cannot be written.
    """
    target = Path(path)
    form = FORMATS.get(target.suffix.lower())
    if form is None:
        raise StoreError(
            target, f"no format has the ending {target.suffix or 'none'!r}; known are {', '.join(FORMATS)}"
        )
    write_whole(target, form(store, ontology))
    return target
