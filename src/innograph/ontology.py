"""The knowledge that the machinery runs on: Turtle files, loaded once and asked by every stage.

The shipped folder `ontology/` and any folders of the user's own are read into one in-memory store. Nothing here
knows what a province or an investment is; it answers which claim types there are, what their fields mean, what
terms are called and which class is a kind of which.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar, cast

from pyoxigraph import DefaultGraph, Literal, NamedNode, RdfFormat, Store

from innograph.closed import refuse_service
from innograph.errors import OntologyError, QueryError

INNO = "https://w3id.org/innograph/ontology#"
FR = "https://w3id.org/innograph/frames#"
CONCEPT = "https://w3id.org/innograph/concept/"
REGION = "https://w3id.org/innograph/id/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"

IDENTITY = "identity.csv"  # pairs of names that people have decided on

_Made = TypeVar("_Made")

PREFIXES = {
    "inno": INNO,
    "fr": FR,
    "concept": CONCEPT,
    "frame": "https://w3id.org/innograph/frame/",
    "id": REGION,
    "schema": "https://schema.org/",
    "org": "http://www.w3.org/ns/org#",
    "prov": "http://www.w3.org/ns/prov#",
    "oa": "http://www.w3.org/ns/oa#",
    "skos": SKOS,
    "dcterms": "http://purl.org/dc/terms/",
    "qudt": "http://qudt.org/schema/qudt/",
    "unit": "http://qudt.org/vocab/unit/",
    "cito": "http://purl.org/spar/cito/",
    "itsrdf": "http://www.w3.org/2005/11/its/rdf#",
    "odrl": "http://www.w3.org/ns/odrl/2/",
    "sh": "http://www.w3.org/ns/shacl#",
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def data_folder(name: str) -> Path:
    """The folder `ontology` or `queries`: inside the installed package, or beside `src/` in a checkout."""
    packaged = Path(str(files("innograph"))) / "_data" / name
    if packaged.is_dir():
        return packaged
    return Path(__file__).resolve().parents[2] / name


def identity_file() -> Path:
    """The shipped file of decided pairs: inside the installed package, or in `data/` of a checkout."""
    packaged = Path(str(files("innograph"))) / "_data" / IDENTITY
    return packaged if packaged.is_file() else Path(__file__).resolve().parents[2] / "data" / IDENTITY


def compact(iri: str) -> str:
    """`iri` with the longest known prefix ("inno:Claim"), or unchanged where none fits."""
    known = ((prefix, space) for prefix, space in PREFIXES.items() if iri.startswith(space))
    best = max(known, key=lambda item: len(item[1]), default=None)
    return f"{best[0]}:{iri[len(best[1]) :]}" if best else iri


def expand(name: str) -> str:
    """The IRI of a prefixed name ("inno:Claim"), or `name` unchanged where its prefix is not known."""
    prefix, colon, local = name.partition(":")
    return PREFIXES[prefix] + local if colon and prefix in PREFIXES else name


@dataclass(frozen=True, slots=True)
class ClaimField:
    """A field of a claim type, as `fr:fields` declares it."""

    key: str
    property: str | None  # IRI
    range: str | None  # IRI of a class or datatype
    scheme: str | None  # IRI of the closed list its values come from
    many: bool


@dataclass(frozen=True, slots=True)
class ClaimType:
    """A kind of claim: its name in the interchange form, its class in RDF, its fields in order."""

    key: str
    iri: str
    fields: tuple[ClaimField, ...]

    def field(self, key: str) -> ClaimField | None:
        """The field called `key`, if the type has it."""
        return next((f for f in self.fields if f.key == key), None)

    def field_of(self, property_iri: str) -> ClaimField | None:
        """The first field that is held by the property."""
        return next((f for f in self.fields if f.property == property_iri), None)


class Ontology:
    """The shipped ontology together with folders of the user's own.

    Args:
        folders: folders of Turtle files (any depth), rules (`rules/*.rq`) and checks (`checks/*.rq`).
        default: whether the shipped ontology is read first.

    Raises:
        OntologyError: a folder is missing, a file cannot be parsed, or a shape would ask another server.
    """

    def __init__(self, folders: Iterable[str | Path] = (), *, default: bool = True) -> None:
        self.folders = tuple(([data_folder("ontology")] if default else []) + [Path(f) for f in folders])
        self.store = Store()
        self._default = default
        self._made: dict[Callable[[Ontology], Any], Any] = {}
        for path in self.files("*.ttl"):
            try:
                self.store.load(path=str(path), format=RdfFormat.TURTLE, base_iri=INNO)
            except (OSError, ValueError, SyntaxError) as error:
                raise OntologyError(path, str(error)) from error
        self._stay_inside()

    def _stay_inside(self) -> None:
        """Raises OntologyError where a shape carries a query that would ask another server."""
        for name in ("select", "ask", "construct", "update"):
            for quad in self.store.quads_for_pattern(None, NamedNode(PREFIXES["sh"] + name), None):
                if isinstance(quad.object, Literal):
                    try:
                        refuse_service(quad.object.value)
                    except QueryError as error:
                        folders = ", ".join(str(folder) for folder in self.folders)
                        raise OntologyError(folders, f"a query in sh:{name}: {error}") from error

    def files(self, pattern: str) -> Iterator[Path]:
        """Files of all folders whose path below the folder matches `pattern`, the shipped ones first, in order."""
        for folder in self.folders:
            if not folder.is_dir():
                raise OntologyError(folder, "no such folder")
            yield from sorted(p for p in folder.rglob(pattern) if p.is_file())

    def identity_files(self) -> list[Path]:
        """The files of decided pairs: the shipped one first, then `identity.csv` of each folder of the user's own."""
        shipped = [identity_file()] if self._default and identity_file().is_file() else []
        return shipped + [path for path in (folder / IDENTITY for folder in self.folders) if path.is_file()]

    def made(self, make: Callable[[Ontology], _Made]) -> _Made:
        """What `make` makes of this ontology: made when it is first asked for, and once."""
        if make not in self._made:
            self._made[make] = make(self)
        return cast(_Made, self._made[make])

    @cached_property
    def version(self) -> str:
        """Hash of all files: two ontologies with the same version say the same."""
        digest = hashlib.sha256()
        shipped = [path for path in self.identity_files() if path == identity_file()]
        for path in [*self.files("*"), *shipped]:
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
        return digest.hexdigest()[:16]

    def objects(self, subject: str, predicate: str) -> list[str]:
        """The values of a property, as IRIs or lexical forms, sorted."""
        quads = self.store.quads_for_pattern(NamedNode(subject), NamedNode(predicate), None, DefaultGraph())
        return sorted(q.object.value for q in quads if isinstance(q.object, NamedNode | Literal))

    def value(self, subject: str, predicate: str) -> str | None:
        """The first value of a property, or None."""
        return next(iter(self.objects(subject, predicate)), None)

    def label(self, iri: str, language: str = "en") -> str | None:
        """What a term is called: its skos:prefLabel or rdfs:label in `language`, else any without a language."""
        for predicate in (SKOS + "prefLabel", RDFS + "label"):
            for quad in self.store.quads_for_pattern(NamedNode(iri), NamedNode(predicate), None, DefaultGraph()):
                if isinstance(quad.object, Literal) and quad.object.language in {language, None}:
                    return quad.object.value
        return None

    @cached_property
    def _superclasses(self) -> dict[str, frozenset[str]]:
        direct: dict[str, set[str]] = {}
        for quad in self.store.quads_for_pattern(None, NamedNode(RDFS + "subClassOf"), None, DefaultGraph()):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
                direct.setdefault(quad.subject.value, set()).add(quad.object.value)

        def closure(iri: str) -> frozenset[str]:
            seen: set[str] = set()
            waiting = [iri]
            while waiting:
                current = waiting.pop()
                if current not in seen:
                    seen.add(current)
                    waiting.extend(direct.get(current, ()))
            return frozenset(seen)

        return {iri: closure(iri) for iri in direct}

    def superclasses(self, iri: str) -> frozenset[str]:
        """The class itself and every class above it."""
        return self._superclasses.get(iri, frozenset({iri}))

    def is_kind_of(self, iri: str, ancestor: str) -> bool:
        """Whether a class is `ancestor` or a subclass of it at any distance."""
        return ancestor in self.superclasses(iri)

    def rdf_list(self, head: object) -> list[object]:
        """The members of an RDF collection, as pyoxigraph terms."""
        members: list[object] = []
        while head != NamedNode(RDF + "nil"):
            first = next(self.store.quads_for_pattern(head, NamedNode(RDF + "first"), None, DefaultGraph()), None)  # type: ignore[arg-type]
            rest = next(self.store.quads_for_pattern(head, NamedNode(RDF + "rest"), None, DefaultGraph()), None)  # type: ignore[arg-type]
            if first is None or rest is None:
                break
            members.append(first.object)
            head = rest.object
        return members

    @cached_property
    def claim_types(self) -> dict[str, ClaimType]:
        """Claim types by their key in the interchange form."""
        types = {}
        for quad in self.store.quads_for_pattern(None, NamedNode(FR + "fields"), None, DefaultGraph()):
            iri = quad.subject.value  # type: ignore[union-attr]
            key = self.value(iri, FR + "key") or iri
            fields = tuple(self._claim_field(node) for node in self.rdf_list(quad.object))
            types[key] = ClaimType(key, iri, fields)
        return dict(sorted(types.items()))

    def _claim_field(self, node: object) -> ClaimField:
        def get(name: str) -> str | None:
            quad = next(self.store.quads_for_pattern(node, NamedNode(FR + name), None, DefaultGraph()), None)  # type: ignore[arg-type]
            return quad.object.value if quad else None  # type: ignore[union-attr]

        return ClaimField(get("key") or "", get("property"), get("range"), get("scheme"), get("many") == "true")

    @cached_property
    def notations(self) -> dict[str, dict[str, str]]:
        """For each closed list (IRI of the scheme) its members: notation to IRI."""
        schemes: dict[str, dict[str, str]] = {}
        for quad in self.store.quads_for_pattern(None, NamedNode(SKOS + "notation"), None, DefaultGraph()):
            iri = quad.subject.value  # type: ignore[union-attr]
            for scheme in self.objects(iri, SKOS + "inScheme"):
                schemes.setdefault(scheme, {})[quad.object.value] = iri  # type: ignore[union-attr]
        return schemes
