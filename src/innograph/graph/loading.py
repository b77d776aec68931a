"""Documents and their claims into the store, and all that is derived from them.

A claim that cannot be written or that violates a shape is left out and reported; the others go in. Entities, links,
conflicts, likenesses and statuses are made anew from the whole store each time, so that they hold after any change.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad

from innograph.graph.checks import conflict_quads
from innograph.graph.entities import entity_facts, entity_quads, known_quads, prefixed, vocabulary_quads
from innograph.graph.identity import identity_quads
from innograph.graph.mapping import claim_iri, claim_quads
from innograph.graph.namespaces import Namespaces
from innograph.graph.provenance import Run, document_quads, run_quads, unused_runs
from innograph.graph.rules import link_quads
from innograph.graph.shapes import ValidationResult, Validator
from innograph.graph.sources import source_quads
from innograph.graph.store import GraphStore
from innograph.graph.stories import story_quads
from innograph.model import Claim, Document, Finding
from innograph.ontology import RDFS, SKOS, Ontology

DocumentClaims = tuple[Document, Sequence[Claim]]
DEFAULT = Namespaces()


@dataclass(frozen=True, slots=True)
class Derived:
    """How much there is in the whole store."""

    claims: int
    entities: int  # what claims speak of, apart from the terms of closed lists
    links: int
    conflicts: int
    reprints: int  # documents that tell a story which another one tells as well: all but one of each story
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


@dataclass(frozen=True, slots=True)
class Written:
    """A document as it goes into the store: its graphs by IRI, the claims in them, and why others are not."""

    graphs: dict[str, list[Quad]]
    claims: tuple[Claim, ...]
    findings: tuple[Finding, ...]
    validation: ValidationResult
    conforms: bool  # whether nothing violates a shape once the claims that do are left out


def write(
    document: Document,
    claims: Iterable[Claim],
    ontology: Ontology,
    namespaces: Namespaces,
    run: Run,
    validator: Validator,
) -> Written:
    """The graphs of one document, with those of its claims that can be written and violate no shape.

    This depends on the document, its claims and the ontology alone, not on what else the store holds.

    Raises:
        OntologyError: a shape that is left to pyshacl cannot be used.
    """
    quads, written, findings = _written(document, claims, ontology, namespaces, run)
    graphs = {
        namespaces.run_graph(each.iri(namespaces)): run_quads(each, namespaces)
        for each in {run, *map(run.of, written.values())}
    }
    graphs[namespaces.provenance_graph(document.id)] = document_quads(document, run, ontology, namespaces)
    said = [quad for claim in quads.values() for quad in claim]
    where_from = [quad for graph in graphs.values() for quad in graph]
    validation = validator.check([*said, *entity_facts(said, ontology, namespaces)])
    source = validator.check([*where_from, *entity_facts(where_from, ontology, namespaces)])
    for violation in validation.violations:
        for iri in violation.claims:
            quads.pop(iri, None)
            claim = written[iri]
            findings.append(_finding(document, claim, violation.focus_node, violation.message, violation.shape))
    graphs[namespaces.document_graph(document.id)] = [quad for claim in quads.values() for quad in claim]
    conforms = source.conforms and all(violation.claims for violation in validation.violations)
    return Written(graphs, tuple(written[iri] for iri in quads), tuple(findings), validation, conforms)


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
    validator = Validator(ontology)
    written = [write(document, claims, ontology, namespaces, run, validator) for document, claims in documents]
    for each in written:
        store.replace(each.graphs)
    return Loaded(
        claims=tuple(claim for each in written for claim in each.claims),
        findings=tuple(finding for each in written for finding in each.findings),
        validation=ValidationResult.of([each.validation for each in written]),
        derived=derive(store, ontology, namespaces),
    )


def remove(
    store: GraphStore, documents: Iterable[str], ontology: Ontology, namespaces: Namespaces = DEFAULT
) -> Derived:
    """Take documents (by their ids) out of the store, with all that followed from them alone."""
    ids = list(documents)
    store.remove([namespaces.document_graph(i) for i in ids] + [namespaces.provenance_graph(i) for i in ids])
    return derive(store, ontology, namespaces)


def derive(store: GraphStore, ontology: Ontology, namespaces: Namespaces = DEFAULT) -> Derived:
    """Make all derived graphs (entities, links, conflicts, likenesses, stories …) anew from the claims in the store.

    Raises:
        OntologyError: a rule or check of the ontology cannot be run.
    """
    store.remove(unused_runs(store, namespaces))
    store.remove(namespaces.derived)
    entities = entity_quads(store, ontology, namespaces)
    store.replace({namespaces.entities: entities})  # rules ask for their classes, checks for their labels
    links = link_quads(store, ontology, namespaces)
    store.replace({namespaces.links: links})
    conflicts = conflict_quads(store, ontology, namespaces)
    kinds = {quad.object for quad in conflicts if isinstance(quad.object, NamedNode)}
    entities += known_quads(kinds, ontology, NamedNode(namespaces.entities))
    store.replace({namespaces.entities: entities, namespaces.conflicts: conflicts})
    store.replace({namespaces.stories: story_quads(store, namespaces)})
    store.replace({namespaces.sources: source_quads(store, ontology, namespaces)})
    store.replace({namespaces.vocabulary: vocabulary_quads(store, ontology, namespaces)})
    return count(store, ontology, namespaces)


def count(store: GraphStore, ontology: Ontology, namespaces: Namespaces) -> Derived:
    """How much there is in the whole store."""

    def number(pattern: str, graph: str = "") -> int:
        within = f"GRAPH <{graph}>" if graph else ""
        rows = store.select(prefixed(f"SELECT (COUNT(*) AS ?n) WHERE {{ {within} {{ {pattern} }} }}"))
        return int(rows[0]["n"].value)

    return Derived(
        claims=number("?claim a inno:Claim"),
        # each has one label; terms of closed lists are in a scheme, one each
        entities=number(f"?entity <{RDFS}label> ?label", namespaces.entities)
        - number(f"?term <{SKOS}inScheme> ?scheme", namespaces.entities),
        links=number("?link a inno:Link"),
        conflicts=number("?conflict a inno:Conflict"),
        reprints=number("?document inno:story ?story") - number("?story a inno:Story"),
        likenesses=number("?likeness a inno:Likeness"),
        quads=len(store),
    )


def _written(
    document: Document, claims: Iterable[Claim], ontology: Ontology, namespaces: Namespaces, run: Run
) -> tuple[dict[str, list[Quad]], dict[str, Claim], list[Finding]]:
    """The quads of all claims that can be written as RDF at all and these claims, by IRI; findings for the others."""
    quads: dict[str, list[Quad]] = {}
    written: dict[str, Claim] = {}
    findings = []
    for claim in claims:
        iri = claim_iri(claim, namespaces).value
        try:
            quads[iri] = claim_quads(claim, document, ontology, namespaces, run=run.of(claim).iri(namespaces))
        except ValueError as error:
            findings.append(_finding(document, claim, iri, str(error)))
        else:
            written[iri] = claim
    return quads, written, findings


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
