"""Where the IRIs of a graph live, and short ways to write terms."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from pyoxigraph import Literal, NamedNode

from innograph.ontology import expand

RDF_TYPE = "rdf:type"


@cache
def term(name: str) -> NamedNode:
    """The term of a prefixed name ("inno:Claim") or of a whole IRI.

    Raises:
        ValueError: it is no IRI.
    """
    return NamedNode(expand(name))


def string(value: str, language: str | None = None) -> Literal:
    """A string, with the primary subtag of a BCP 47 language tag where one is given ("en-GB" counts as "en")."""
    return Literal(value, language=language.split("-")[0].lower()) if language else Literal(value)


def decimal(value: Decimal | int) -> Literal:
    """An xsd:decimal in the canonical form that Oxigraph keeps: no exponent, no trailing zeros, no negative zero."""
    digits = format(Decimal(value), "f")
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return Literal("0" if digits in {"-0", ""} else digits, datatype=term("xsd:decimal"))


def typed(value: object, datatype: str) -> Literal:
    """A literal of `datatype`, a prefixed name or an IRI. Decimals are written canonically."""
    if isinstance(value, Decimal) and expand(datatype) == expand("xsd:decimal"):
        return decimal(value)
    words = format(value, "f") if isinstance(value, Decimal) else str(value)
    return Literal(words, datatype=term(datatype))


@dataclass(frozen=True, slots=True)
class Namespaces:
    """The base of resource IRIs; the named graphs stand beside it. Known entities keep the IRIs of the ontology.

    Raises:
        ValueError: the base is no absolute IRI, or does not end in "/" or "#": names would run into it.
    """

    base: str = "https://w3id.org/innograph/id/"

    def __post_init__(self) -> None:
        try:
            NamedNode(self.base)
        except ValueError as error:
            raise ValueError(f"{self.base!r} is no absolute IRI, such as https://example.org/id/") from error
        if not self.base.endswith(("/", "#")):
            raise ValueError(f"{self.base!r} does not end in / or #: the names of things would run into it")

    def resource(self, local: str) -> NamedNode:
        """The IRI of a document, claim, entity or link."""
        return NamedNode(self.base + local)

    def graph(self, name: str) -> str:
        """The IRI of a named graph: a document's id, or "entities", "links", "conflicts", "stories" and so on."""
        return self.base.removesuffix("id/") + "graph/" + name

    def document_graph(self, document: str) -> str:
        """The graph of a document's claims and evidence, by the document's id."""
        return self.graph(document)

    def provenance_graph(self, document: str) -> str:
        """The graph that says where a document comes from and which run read it."""
        return self.graph(f"{document}-provenance")

    def run_graph(self, run: NamedNode) -> str:
        """The graph that says with which versions a run worked."""
        return self.graph(run.value.removeprefix(self.base))

    @property
    def entities(self) -> str:
        """The graph of entities and concepts in use."""
        return self.graph("entities")

    @property
    def links(self) -> str:
        """The graph of direct links derived by the rules."""
        return self.graph("links")

    @property
    def conflicts(self) -> str:
        """The graph of conflicts found by the checks, and of every claim's status."""
        return self.graph("conflicts")

    @property
    def stories(self) -> str:
        """The graph of stories that several documents tell."""
        return self.graph("stories")

    @property
    def sources(self) -> str:
        """The graph of how many independent sources each claim has."""
        return self.graph("sources")

    @property
    def identity(self) -> str:
        """The graph of likenesses: entities that may be one."""
        return self.graph("identity")

    @property
    def vocabulary(self) -> str:
        """The graph of the classes and properties in use: their labels and what they are kinds of."""
        return self.graph("ontology")

    @property
    def derived(self) -> tuple[str, ...]:
        """All graphs that follow from those of documents."""
        return (self.entities, self.links, self.conflicts, self.identity, self.stories, self.sources, self.vocabulary)

    @property
    def schema(self) -> str:
        """The graph that says which version of the layout the store has."""
        return self.graph("schema")
