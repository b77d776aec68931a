"""Stories and sources brought up to date after some documents changed, without comparing all documents anew.

The outcome is that of `story_quads` and `source_quads` over the whole store. What a changed document bears upon are the
documents that are like it or were, and their stories; then the claims that say, or said, what claims of these documents
say. Only what these need is looked up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pyoxigraph import NamedNode, Quad

from innograph.graph.namespaces import Namespaces, term
from innograph.graph.sources import source_quads
from innograph.graph.store import GraphStore
from innograph.graph.stories import retellings_around, story_quads
from innograph.ontology import Ontology

Part = Callable[[Iterable[NamedNode]], GraphStore]  # a store of some claims, with all that queries may ask of them
Change = tuple[set[Quad], set[Quad]]  # quads that go, and quads that come

_LIKE, _STORY, _SAYS = term("inno:likeDocument"), term("inno:story"), term("inno:says")
_DERIVED_FROM = term("prov:wasDerivedFrom")


def amended_stories(store: GraphStore, namespaces: Namespaces, documents: Iterable[str]) -> tuple[Change, set[str]]:
    """What changes in the graph of stories when `documents` (IRIs) have come, changed or gone.

    Returns:
        The quads that go and that come, and all documents of which something is said in either.
    """
    graph = NamedNode(namespaces.stories)
    around = _reached(store, graph, documents)
    pairs = retellings_around(store, around)
    # what the pairs lead to has stories of its own in the graph, and these may lead further
    while not (led := {d for pair in pairs for d in pair.documents}) <= around:
        around = _reached(store, graph, around | led)
        pairs = retellings_around(store, around)
    nodes = [NamedNode(document) for document in around]
    about = [q.subject for node in nodes for q in store.store.quads_for_pattern(None, _LIKE, node, graph)]
    told_by = [q.object for node in nodes for q in store.store.quads_for_pattern(node, _STORY, None, graph)]
    about += [*nodes, *(story for story in told_by if isinstance(story, NamedNode))]
    before = {q for node in about for q in store.store.quads_for_pattern(node, None, None, graph)}
    after = set(story_quads(store, namespaces, pairs))
    told = {q.subject.value for q in before ^ after if isinstance(q.subject, NamedNode)}
    return (before - after, after - before), told & around


def amended_sources(
    store: GraphStore,
    ontology: Ontology,
    namespaces: Namespaces,
    claims: Iterable[NamedNode],
    documents: Iterable[str],
    part: Part,
) -> Change:
    """What changes in the graph of sources when `claims` have come, changed or gone, and the stories of `documents`.

    The graph of stories has to be up to date already.

    Args:
        documents: IRIs of those whose stories changed, as `amended_stories` gives them.
        part: makes a store of some claims.

    Raises:
        OntologyError: a query in `statements/` cannot be run.
    """
    graph = NamedNode(namespaces.sources)
    touched = set(claims)
    for document in documents:
        derived = store.store.quads_for_pattern(None, _DERIVED_FROM, NamedNode(document), None)
        touched |= {quad.subject for quad in derived if isinstance(quad.subject, NamedNode)}
    says = {q.object for claim in touched for q in store.store.quads_for_pattern(claim, _SAYS, None, graph)}
    now = source_quads(store, ontology, namespaces, part(touched))
    says |= {quad.object for quad in now if quad.predicate == _SAYS}
    saying = {q.subject for what in says for q in store.store.quads_for_pattern(None, _SAYS, what, graph)}
    touched |= {claim for claim in saying if isinstance(claim, NamedNode)}
    before = {q for claim in touched for q in store.store.quads_for_pattern(claim, None, None, graph)}
    after = set(source_quads(store, ontology, namespaces, part(touched)))
    return before - after, after - before


def _reached(store: GraphStore, graph: NamedNode, documents: Iterable[str]) -> set[str]:
    """`documents`, and those that pairs in the graph of stories lead to from them."""
    waiting, seen = set(documents), set(documents)
    while waiting:
        node = NamedNode(waiting.pop())
        for pair in store.store.quads_for_pattern(None, _LIKE, node, graph):
            for quad in store.store.quads_for_pattern(pair.subject, _LIKE, None, graph):
                if isinstance(quad.object, NamedNode) and quad.object.value not in seen:
                    seen.add(quad.object.value)
                    waiting.add(quad.object.value)
    return seen
