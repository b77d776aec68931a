"""Documents and their claims into the store, and all that is derived from them.

A claim that cannot be written or that violates a shape is left out and reported; the others go in. Entities, links,
conflicts, likenesses and statuses are made anew from the whole store each time, so that they hold after any change.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad

from innograph.graph.checks import conflict_quads
from innograph.graph.entities import entity_facts, entity_quads, known_quads, vocabulary_quads
from innograph.graph.identity import identity_quads
from innograph.graph.mapping import claim_iri, claim_quads
from innograph.graph.namespaces import RDF_TYPE, Namespaces, term
from innograph.graph.provenance import Run, document_quads, run_quads
from innograph.graph.rules import link_quads
from innograph.graph.shapes import ValidationResult, validate
from innograph.graph.store import GraphStore
from innograph.model import Claim, Document, Finding
from innograph.ontology import Ontology

DocumentClaims = tuple[Document, Sequence[Claim]]
DEFAULT = Namespaces()

_IN_SCHEME, _STATUS = term("skos:inScheme"), term("inno:status")


@dataclass(frozen=True, slots=True)
class Derived:
    """How much there is in the whole store."""

    claims: int
    entities: int  # what claims speak of, apart from the terms of closed lists
    links: int
    conflicts: int
    likenesses: int  # pairs of entities that may be one
    quads: int


@dataclass(frozen=True, slots=True)
class Loaded:
    """What `load` did: the claims that went in, what was said of those that did not, and the validation behind it."""

    claims: tuple[Claim, ...]
    findings: tuple[Finding, ...]
    validation: ValidationResult
    derived: Derived

    @property
    def conforms(self) -> bool:
        """Whether all claims could be written and none violates a shape."""
        return not self.findings


@dataclass
class _Written:
    """A document and the quads of each claim that could be written."""

    document: Document
    quads: dict[str, list[Quad]]  # by the IRI of the claim
    claims: dict[str, Claim]


def load(
    store: GraphStore,
    documents: Iterable[DocumentClaims],
    ontology: Ontology,
    namespaces: Namespaces = DEFAULT,
    *,
    run: Run | None = None,
) -> Loaded:
    """Write documents and their claims, each in the place of what the store held of it before, and derive the rest.

    Args:
        documents: each with its claims, and each once.
        run: what produced the claims; this installation where not given.

    Returns:
        The claims that went in, a finding of the kind "quarantined" for each reason to leave one out, and how much
        there is now in the whole store.

    Raises:
        OntologyError: a shape, rule or check of the ontology cannot be used.
        StoreError: the store cannot be written.
    """
    run = run or Run.current(ontology)
    written, findings = _write(documents, ontology, namespaces, run)
    quads = [quad for each in written for claim in each.quads.values() for quad in claim]
    validation = validate([*quads, *entity_facts(quads, ontology, namespaces)], ontology)
    findings += _quarantine(written, validation)
    runs = {run, *(run.of(claim) for each in written for claim in each.claims.values())}
    graphs = {namespaces.run_graph(each.iri(namespaces)): run_quads(each, namespaces) for each in runs}
    for each in written:
        graphs[namespaces.document_graph(each.document.id)] = [q for claim in each.quads.values() for q in claim]
        graphs[namespaces.provenance_graph(each.document.id)] = document_quads(each.document, run, ontology, namespaces)
    store.replace(graphs)
    accepted = tuple(each.claims[iri] for each in written for iri in each.quads)
    return Loaded(accepted, tuple(findings), validation, derive(store, ontology, namespaces))


def remove(
    store: GraphStore, documents: Iterable[str], ontology: Ontology, namespaces: Namespaces = DEFAULT
) -> Derived:
    """Take documents (by their ids) out of the store, with all that followed from them alone."""
    ids = list(documents)
    store.remove([namespaces.document_graph(i) for i in ids] + [namespaces.provenance_graph(i) for i in ids])
    return derive(store, ontology, namespaces)


def derive(store: GraphStore, ontology: Ontology, namespaces: Namespaces = DEFAULT) -> Derived:
    """Make entities, links, conflicts, likenesses, statuses and the vocabulary in use anew from the claims in the store.

    Raises:
        OntologyError: a rule or check of the ontology cannot be run.
    """
    store.remove(_unused_runs(store, namespaces))
    store.remove([namespaces.links, namespaces.conflicts, namespaces.identity, namespaces.vocabulary])
    entities = entity_quads(store, ontology, namespaces)
    store.replace({namespaces.entities: entities})  # rules ask for their classes, checks for their labels
    links = link_quads(store, ontology, namespaces)
    store.replace({namespaces.links: links})
    conflicts = conflict_quads(store, ontology, namespaces)
    identity = identity_quads(store, ontology, namespaces)
    named = {quad.object for quad in (*conflicts, *identity) if isinstance(quad.object, NamedNode)}
    entities = sorted({*entities, *known_quads(named, ontology, NamedNode(namespaces.entities))}, key=str)
    store.replace({namespaces.entities: entities, namespaces.conflicts: conflicts, namespaces.identity: identity})
    store.replace({namespaces.vocabulary: vocabulary_quads(store, ontology, namespaces)})
    return Derived(
        claims=sum(quad.predicate == _STATUS for quad in conflicts),
        entities=len({q.subject for q in entities} - {q.subject for q in entities if q.predicate == _IN_SCHEME}),
        links=_instances(links, "inno:Link"),
        conflicts=_instances(conflicts, "inno:Conflict"),
        likenesses=_instances(identity, "inno:Likeness"),
        quads=len(store),
    )


def _unused_runs(store: GraphStore, namespaces: Namespaces) -> list[str]:
    """Graphs of runs of which no document is left."""
    generated = store.store.quads_for_pattern(None, term("prov:wasGeneratedBy"), None)
    used = {namespaces.run_graph(quad.object) for quad in generated if isinstance(quad.object, NamedNode)}
    return [iri for iri in store.graph_iris() if iri.startswith(namespaces.graph("run-")) and iri not in used]


def _instances(quads: Iterable[Quad], kind: str) -> int:
    return sum(quad.predicate == term(RDF_TYPE) and quad.object == term(kind) for quad in quads)


def _write(
    documents: Iterable[DocumentClaims], ontology: Ontology, namespaces: Namespaces, run: Run
) -> tuple[list[_Written], list[Finding]]:
    """The quads of all claims that can be written as RDF at all, and findings for the others."""
    written, findings = [], []
    for document, claims in documents:
        each = _Written(document, {}, {})
        for claim in claims:
            iri = claim_iri(claim, namespaces).value
            activity = run.of(claim).iri(namespaces)
            try:
                each.quads[iri] = claim_quads(claim, document, ontology, namespaces, run=activity)
            except ValueError as error:
                findings.append(_finding(document, claim, iri, str(error)))
            else:
                each.claims[iri] = claim
        written.append(each)
    return written, findings


def _quarantine(written: Iterable[_Written], validation: ValidationResult) -> list[Finding]:
    """Take the claims that violate a shape out of `written`, and say why."""
    findings = []
    home = {iri: each for each in written for iri in each.quads}
    for violation in validation.violations:
        for iri in violation.claims:
            each = home[iri]
            each.quads.pop(iri, None)
            findings.append(
                _finding(each.document, each.claims[iri], violation.focus_node, violation.message, violation.shape)
            )
    return findings


def _finding(document: Document, claim: Claim, focus: str, message: str, shape: str | None = None) -> Finding:
    return Finding(
        kind="quarantined",
        message=message,
        source=document.place,
        document=document.id,
        focus_node=focus,
        claim=claim.id,
        quote=claim.evidence[0].quote if claim.evidence else None,
        shape=shape,
    )
