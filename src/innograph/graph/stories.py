"""The same story twice: documents that are reprints of one another, and the stories that they tell.

A reprint has most of its text in common with another document, after small edits, cut paragraphs, another headline.
What two documents have in common is read from their sketches in the store; whether they are one story depends on the
two alone, and a story on its members alone.

A document that takes in others which have nothing to do with each other is a digest: it is a story of its own, and so
are they. Otherwise one weekly summary would make a single story of all that happened in that week.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from pyoxigraph import Literal, NamedNode, Quad

from innograph.graph.entities import prefixed
from innograph.graph.iris import digest
from innograph.graph.namespaces import RDF_TYPE, Namespaces, decimal, term, typed
from innograph.graph.sketch import Sketch, overlap, signature
from innograph.graph.store import GraphStore
from innograph.model import Document

CONTAINED = 0.5  # of the shorter text that the longer one has as well, for the two to be one story
MUTUAL = 0.5  # of the longer text that the shorter one has as well: below, the shorter is a part of it
PARTICULAR = 0.6  # of the figures and names in the text with fewer of them that the other one has as well
FEW = 2  # of fewer figures and names nothing is concluded
SAMPLE = 12  # shingles of the shorter text that must be known to both sketches

_SIGNATURES = ("inno:textKey", "inno:openingKey", "inno:passageKey")
_CANDIDATES = """
  SELECT DISTINCT ?one ?two WHERE {
    { ?one inno:textKey ?key . ?two inno:textKey ?key FILTER(STR(?one) < STR(?two)) }
    UNION { ?one inno:openingKey ?key . ?two inno:passageKey ?key FILTER(?one != ?two) } }"""


@dataclass(frozen=True, slots=True, order=True)
class Retelling:
    """Two documents (IRIs) that have so much in common that they tell one story, or that one takes the other in."""

    shorter: str
    longer: str
    resemblance: float  # of all shingles of both, those in both: 0 to 1
    containment: float  # of the shorter's shingles, those in the longer: 0 to 1
    mutual: bool  # most of each is in the other

    @property
    def documents(self) -> tuple[str, str]:
        """The two, in order."""
        return (self.shorter, self.longer) if self.shorter < self.longer else (self.longer, self.shorter)


def signature_quads(document: Document, namespaces: Namespaces) -> list[Quad]:
    """What is kept of a document's text to compare it with others, in its provenance graph, sorted.

    A node of its own, with `inno:signatureOf` the document: sketches (base64) and keys are for machines.
    """
    found = signature(document)
    graph = NamedNode(namespaces.provenance_graph(document.id))
    node = namespaces.resource(f"signature-{document.id.removeprefix('doc-')}")
    said: list[tuple[str, NamedNode | Literal]] = [
        (RDF_TYPE, term("inno:Signature")),
        ("inno:signatureOf", namespaces.resource(document.id)),
        ("inno:shingleCount", typed(found.shingles.size, "xsd:integer")),
        ("inno:shingleSketch", Literal(found.shingles.text())),
        ("inno:particularCount", typed(found.particulars.size, "xsd:integer")),
        ("inno:particularSketch", Literal(found.particulars.text())),
    ]
    for name, keys in zip(_SIGNATURES, (found.bands, found.opening, found.passages), strict=True):
        said += [(name, Literal(key)) for key in keys]
    return sorted((Quad(node, term(predicate), value, graph) for predicate, value in said), key=str)


def retellings(store: GraphStore) -> list[Retelling]:
    """All pairs of documents in the store that tell one story, or of which one takes the other in, in order."""
    read = _Signatures(store)
    pairs = {tuple(sorted((row["one"].value, row["two"].value))) for row in store.select(prefixed(_CANDIDATES))}
    return sorted(found for one, two in pairs if (found := _retelling(read[one], read[two])) is not None)


def retellings_around(store: GraphStore, documents: Iterable[str]) -> list[Retelling]:
    """The pairs that `documents` (IRIs) belong to, and those of the documents that these lead to, in order.

    Together they are all that the stories of `documents` depend on. Only the keys of these documents are looked up.
    """
    read = _Signatures(store)
    waiting = {node for document in documents for node in _nodes(store, "inno:signatureOf", NamedNode(document))}
    seen, pairs = set(waiting), set[Retelling]()
    while waiting:
        node = waiting.pop()
        for other in _candidates(store, node):
            found = _retelling(read[node], read[other])
            if found is not None:
                pairs.add(found)
                waiting |= {other} - seen
                seen.add(other)
    return sorted(pairs)


def stories(found: Iterable[Retelling]) -> list[tuple[str, ...]]:
    """The stories that more than one document tells: their documents (IRIs), in order."""
    pairs = list(found)
    cores = _Groups()
    for pair in pairs:
        cores.add(*pair.documents, together=pair.mutual)
    linked: set[tuple[str, str]] = set()
    parts: dict[str, set[str]] = {}  # of a group of long texts, the groups that are part of it
    for pair in pairs:
        shorter, longer = cores[pair.shorter], cores[pair.longer]
        if shorter != longer:
            linked |= {(shorter, longer), (longer, shorter)}
            parts.setdefault(longer, set()).add(shorter)
    whole = _Groups()
    for document in cores:
        whole.add(document, cores[document], together=True)
    for longer, shorter_ones in parts.items():
        # a digest takes in what has nothing to do with each other
        if all(two in linked for two in combinations(sorted(shorter_ones), 2)):
            for shorter in shorter_ones:
                whole.add(longer, shorter, together=True)
    return sorted(group for group in whole.groups() if len(group) > 1)


def story_quads(store: GraphStore, namespaces: Namespaces, pairs: Iterable[Retelling] | None = None) -> list[Quad]:
    """Stories that several documents tell, and the likeness of each pair, in the graph of stories, sorted.

    `inno:story` leads from a document to its story, `inno:sameStoryAs` to each document like it, and `inno:takesIn`
    from a digest to what it takes in. A story's IRI is made of the least id of its documents; it is called by the title
    of the earliest.

    Args:
        pairs: these alone are looked at, as `retellings_around` gives them; all in the store where not given.
    """
    graph = NamedNode(namespaces.stories)
    quads: set[Quad] = set()
    pairs = retellings(store) if pairs is None else list(pairs)
    told: dict[str, NamedNode] = {}
    for members in stories(pairs):
        node = namespaces.resource(f"story-{members[0].removeprefix(namespaces.base).removeprefix('doc-')}")
        told |= dict.fromkeys(members, node)
        quads.add(Quad(node, term(RDF_TYPE), term("inno:Story"), graph))
        quads.add(Quad(node, term("rdfs:label"), Literal(_title(store, members)), graph))
        quads.update(Quad(NamedNode(member), term("inno:story"), node, graph) for member in members)
    for pair in pairs:
        quads.update(_pair_quads(pair, told, namespaces, graph))
    return sorted(quads, key=str)


def _pair_quads(
    pair: Retelling, told: Mapping[str, NamedNode], namespaces: Namespaces, graph: NamedNode
) -> Iterator[Quad]:
    node = namespaces.resource(f"retelling-{digest(*(iri.removeprefix(namespaces.base) for iri in pair.documents))}")
    shorter, longer = NamedNode(pair.shorter), NamedNode(pair.longer)
    yield Quad(node, term(RDF_TYPE), term("inno:Retelling"), graph)
    yield Quad(node, term("inno:resemblance"), decimal(Decimal(f"{pair.resemblance:.2f}")), graph)
    yield Quad(node, term("inno:containment"), decimal(Decimal(f"{pair.containment:.2f}")), graph)
    yield from (Quad(node, term("inno:likeDocument"), document, graph) for document in (shorter, longer))
    if pair.shorter in told and told[pair.shorter] == told.get(pair.longer):
        yield Quad(shorter, term("inno:sameStoryAs"), longer, graph)
        yield Quad(longer, term("inno:sameStoryAs"), shorter, graph)
    else:
        yield Quad(longer, term("inno:takesIn"), shorter, graph)


def _candidates(store: GraphStore, node: str) -> set[str]:
    """Signatures that have a key in common with one, as `_CANDIDATES` joins them."""
    text, opening, passage = map(term, _SIGNATURES)
    found: set[str] = set()
    for quad in store.store.quads_for_pattern(NamedNode(node), None, None, None):
        for own, others in ((text, text), (opening, passage), (passage, opening)):
            if quad.predicate == own:
                alike = store.store.quads_for_pattern(None, others, quad.object, None)
                found.update(each.subject.value for each in alike if isinstance(each.subject, NamedNode))
    return found - {node}


def _nodes(store: GraphStore, predicate: str, value: NamedNode) -> list[str]:
    quads = store.store.quads_for_pattern(None, term(predicate), value, None)
    return [quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)]


def _title(store: GraphStore, members: Iterable[str]) -> str:
    """The label of the earliest document, or of the first in order where dates do not tell."""

    def first(document: str, predicate: str) -> str:
        quads = store.store.quads_for_pattern(NamedNode(document), term(predicate), None, None)
        return min((q.object.value for q in quads if isinstance(q.object, Literal)), default="")

    earliest = min(members, key=lambda document: (first(document, "schema:datePublished") or "9", document))
    return first(earliest, "rdfs:label") or earliest


@dataclass(frozen=True, slots=True)
class _Signature:
    document: str
    shingles: Sketch
    particulars: Sketch


class _Signatures(dict[str, _Signature]):
    """Signatures by the IRIs of their nodes, read from the store when they are first asked for."""

    def __init__(self, store: GraphStore) -> None:
        super().__init__()
        self._store = store.store

    def __missing__(self, node: str) -> _Signature:
        quads = self._store.quads_for_pattern(NamedNode(node), None, None)
        said = {q.predicate: q.object.value for q in quads if isinstance(q.object, NamedNode | Literal)}

        def sketch(kind: str) -> Sketch:
            return Sketch.read(int(said[term(f"inno:{kind}Count")]), said[term(f"inno:{kind}Sketch")])

        self[node] = _Signature(said[term("inno:signatureOf")], sketch("shingle"), sketch("particular"))
        return self[node]


def _retelling(one: _Signature, two: _Signature) -> Retelling | None:
    """The likeness of two documents, or None where they are not one story as far as can be told."""
    common = overlap(one.shingles, two.shingles)
    if common.containment < CONTAINED or common.sample < SAMPLE:
        return None
    shorter, longer = sorted((one, two), key=lambda each: (each.shingles.size, each.document))
    particulars = overlap(shorter.particulars, longer.particulars)
    if min(shorter.particulars.size, longer.particulars.size) >= FEW and particulars.containment < PARTICULAR:
        return None  # the same words with other figures and names: written anew every year, or for each occasion
    return Retelling(
        shorter.document, longer.document, common.resemblance, common.containment, common.coverage >= MUTUAL
    )


class _Groups:
    """Documents in groups (union-find); each group goes by its least member, whatever the order of joining."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def add(self, one: str, two: str, *, together: bool) -> None:
        first, second = self[one], self[two]
        if together and first != second:
            self._parent[max(first, second)] = min(first, second)

    def __getitem__(self, document: str) -> str:
        parent = self._parent.setdefault(document, document)
        while parent != document:
            self._parent[document] = self._parent[parent]
            document, parent = parent, self._parent[parent]
        return document

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._parent))

    def groups(self) -> list[tuple[str, ...]]:
        members: dict[str, list[str]] = {}
        for document in self:
            members.setdefault(self[document], []).append(document)
        return [tuple(group) for group in members.values()]
