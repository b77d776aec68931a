"""Frames: how a language words a claim. They are data; this module reads them and says what is wrong with them.

A frame names the words that trigger it, and for each role of the claim the grammatical place where it stands, the
prepositions that mark it and the kind of thing that may fill it (in the spirit of FrameNet and of OntoLex-Lemon's
syntactic frames). `docs/frames.md` explains each term for people who write them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, RdfFormat, parse

from innograph.errors import FrameError
from innograph.ontology import FR, RDF, ClaimType, Ontology, compact, data_folder

# In the order in which roles are filled: who acts is sought before what is marked by a preposition.
POSITIONS = (
    *("Subject", "Object", "Apposition", "Possessor", "Modifier", "Next", "Before", "Head", "Oblique"),
    *("Adverb", "Infinitive", "Governor", "Loose", "Inside", "Clause", "Self"),
)
PARTS = frozenset({"Verb", "Noun", "Adjective", "Adverb", "Figure", "Pair"})
# What a frame of part Figure may be triggered by: the sort of its unit.
FIGURE_SORTS = ("count", "money", "percent", "points", "times", "rank", "measure")


# What may fill a role besides the members of a class, and whether it is a literal where a property takes both.
KINDS = {
    **dict.fromkeys(("Figure", "Value", "Money", "Percent", "Change", "Times", "Count", "Rank", "Counted"), True),
    **dict.fromkeys(("CountedDone", "Share", "Whole", "Date", "Text"), True),
    **dict.fromkeys(("Measure", "Phrase", "Name", "Scope", "Action", "Role"), False),
}


@dataclass(frozen=True, slots=True)
class Role:
    """One participant of a frame."""

    fills: tuple[str, ...]  # keys of the claim's fields
    positions: tuple[str, ...]  # tried in order: names of POSITIONS
    markers: frozenset[str]  # prepositions, for Oblique and Governor
    kinds: tuple[str, ...]  # local names in fr: ("Money") or IRIs of classes
    required: bool
    heads: frozenset[str]  # lemmas one of which the filler's head must be; empty: any
    not_heads: frozenset[str]
    stated: bool  # must stand in the clause: discourse may not supply it


def _order(role: Role) -> tuple[bool, int, tuple[str, ...], list[str]]:
    return not role.required, POSITIONS.index(role.positions[0]), role.fills, sorted(role.markers)


@dataclass(frozen=True, slots=True)
class Frame:
    """A way to word a claim of one type."""

    iri: str
    claim: ClaimType
    part: str  # what the trigger is: Verb, Noun, Adjective, Adverb, Figure (triggers: FIGURE_SORTS), or Pair
    triggers: frozenset[str]  # lemmas; phrasal verbs with their particle
    roles: tuple[Role, ...]
    sets: tuple[tuple[str, str], ...]  # fields with a fixed value
    with_words: frozenset[str]  # one of these must modify the trigger; empty: none needed
    without: frozenset[str]  # none of these may
    under: frozenset[str]  # lemmas one of which must govern the trigger, up to its clause's verb; empty: any
    not_under: frozenset[str]  # none of these may
    after: frozenset[str]  # words one of which must stand right before the trigger; empty: any
    not_after: frozenset[str]  # none of these may
    prefix: str | None  # put before the indicator: "value of"
    suffix: str | None  # added to the indicator: what happened to what is counted
    block: str | None  # "item": only where it leads a list item or table row
    tail_subject: str | None  # which role's filler is the subject of participles that follow
    modality: str | None
    edge: str | None  # "start" or "end": where in a span of time the level holds
    chosen: bool  # holds only where what was learnt chooses it
    timeless: bool  # a time in the clause is not when it holds
    predicate: str | None  # IRI, for relation claims
    priority: int
    matches: tuple[str, ...]
    rejects: tuple[str, ...]
    own: bool = False  # the user's, not shipped

    @property
    def name(self) -> str:
        """The frame's IRI with its prefix."""
        return compact(self.iri)


class _Reader:
    """Reads the frames of one ontology; each fault is a FrameError that names the file."""

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology
        self.store = ontology.store
        self.types = {t.iri: t for t in ontology.claim_types.values()}

    def frames(self) -> Iterator[Frame]:
        found = self.store.quads_for_pattern(None, NamedNode(RDF + "type"), NamedNode(FR + "Frame"), DefaultGraph())
        for iri in sorted(q.subject.value for q in found if isinstance(q.subject, NamedNode)):
            yield self.frame(iri)

    def fault(self, iri: str, reason: str) -> FrameError:
        return FrameError(self._file(iri), compact(iri), reason)

    def _file(self, iri: str) -> Path | str:
        for path in self.ontology.files("*.ttl"):
            if any(q.subject == NamedNode(iri) for q in parse(path=str(path), format=RdfFormat.TURTLE, base_iri=FR)):
                return path
        return "ontology"

    def values(self, node: NamedNode | BlankNode, name: str) -> list[str]:
        quads = self.store.quads_for_pattern(node, NamedNode(FR + name), None, DefaultGraph())
        return sorted(q.object.value for q in quads if isinstance(q.object, NamedNode | Literal))

    def value(self, node: NamedNode | BlankNode, name: str) -> str | None:
        return next(iter(self.values(node, name)), None)

    def frame(self, iri: str) -> Frame:
        node = NamedNode(iri)
        claim = self.types.get(self.value(node, "claim") or "")
        if claim is None:
            raise self.fault(iri, "fr:claim must name one class that has fr:fields")
        triggers = frozenset(self.values(node, "trigger"))
        if not triggers:
            raise self.fault(iri, "has no fr:trigger")
        part = (self.value(node, "part") or FR + "Verb").removeprefix(FR)
        if part not in PARTS:
            raise self.fault(iri, f"fr:part must be one of {', '.join(sorted(PARTS))}")
        if part == "Figure" and not triggers <= set(FIGURE_SORTS):
            raise self.fault(iri, f"the triggers of a figure are {', '.join(FIGURE_SORTS)}")
        predicate = self.value(node, "predicate")
        if claim.key == "relation" and predicate is None:
            raise self.fault(iri, "a frame of inno:RelationClaim needs fr:predicate")
        role_nodes = [
            q.object for q in self.store.quads_for_pattern(node, NamedNode(FR + "role"), None, DefaultGraph())
        ]
        roles = [self.role(iri, claim, n) for n in role_nodes if isinstance(n, NamedNode | BlankNode)]
        if not roles:
            raise self.fault(iri, "has no fr:role")
        tail = self.value(node, "tailSubject")
        return Frame(
            iri=iri,
            claim=claim,
            part=part,
            triggers=triggers,
            roles=tuple(sorted(roles, key=_order)),
            sets=tuple(sorted(self._constants(iri, claim, node))),
            with_words=frozenset(self.values(node, "with")),
            without=frozenset(self.values(node, "without")),
            under=frozenset(self.values(node, "under")),
            not_under=frozenset(self.values(node, "notUnder")),
            after=frozenset(self.values(node, "after")),
            not_after=frozenset(self.values(node, "notAfter")),
            prefix=self.value(node, "prefix"),
            suffix=self.value(node, "suffix"),
            block=self.value(node, "block"),
            tail_subject=tail.removeprefix(FR) if tail else None,
            modality=self.value(node, "modality"),
            edge=self.value(node, "edge"),
            chosen=self.value(node, "chosen") == "true",
            timeless=self.value(node, "timeless") == "true",
            predicate=predicate,
            priority=int(self.value(node, "priority") or 0),
            matches=tuple(self.values(node, "matches")),
            rejects=tuple(self.values(node, "rejects")),
        )

    def _key(self, iri: str, claim: ClaimType, property_iri: str, kinds: tuple[str, ...]) -> str:
        named = [f for f in claim.fields if f.property == property_iri]
        if not named:
            raise self.fault(iri, f"{compact(property_iri)} holds no field of {claim.key} claims")
        # rdf:object holds both the object and the literal value of a relation claim: the kind tells which.
        literal = any(KINDS.get(k, False) for k in kinds)
        return named[-1].key if literal and len(named) > 1 else named[0].key

    def _constants(self, iri: str, claim: ClaimType, node: NamedNode) -> Iterator[tuple[str, str]]:
        for quad in self.store.quads_for_pattern(node, NamedNode(FR + "sets"), None, DefaultGraph()):
            if isinstance(quad.object, BlankNode | NamedNode):
                fills, to = self.value(quad.object, "fills"), self.value(quad.object, "to")
                if fills is None or to is None:
                    raise self.fault(iri, "fr:sets needs fr:fills and fr:to")
                yield self._key(iri, claim, fills, ()), to

    def kind(self, iri: str, kind: str) -> str:
        if kind.startswith(FR) and kind.removeprefix(FR) not in KINDS:
            raise self.fault(
                iri, f"{compact(kind)} is not a kind: they are {', '.join(f'fr:{k}' for k in sorted(KINDS))}"
            )
        known = kind.startswith(FR) or self.ontology.superclasses(kind) != {kind} or self.ontology.label(kind)
        if not known and not self.ontology.objects(kind, RDF + "type"):
            raise self.fault(iri, f"{compact(kind)} is neither a kind nor a class of the ontology")
        return kind.removeprefix(FR)

    def role(self, iri: str, claim: ClaimType, node: NamedNode | BlankNode) -> Role:
        order = self.ontology.rdf_list(
            next(
                (q.object for q in self.store.quads_for_pattern(node, NamedNode(FR + "as"), None, DefaultGraph())), None
            )
        )
        positions = [p.value for p in order if isinstance(p, NamedNode)] or self.values(node, "as")
        names = tuple(p.removeprefix(FR) for p in positions)
        if not names or not set(names) <= set(POSITIONS):
            raise self.fault(iri, f"fr:as must be one of {', '.join(sorted(POSITIONS))}, or a list of them")
        kinds = tuple(self.kind(iri, k) for k in self.values(node, "kind"))
        fills = self.values(node, "fills")
        if not fills:
            raise self.fault(iri, "a role has no fr:fills")
        return Role(
            fills=tuple(self._key(iri, claim, f, kinds) for f in fills),
            positions=names,
            markers=frozenset(self.values(node, "marker")),
            kinds=kinds or ("Phrase",),
            required=self.value(node, "required") == "true",
            heads=frozenset(self.values(node, "head")),
            not_heads=frozenset(self.values(node, "notHead")),
            stated=self.value(node, "stated") == "true",
        )


def load_frames(ontology: Ontology) -> tuple[Frame, ...]:
    """All frames of the ontology, by IRI.

    Raises:
        FrameError: a frame is not well formed.
    """
    own = set(_own_frames(ontology))
    return tuple(replace(f, own=True) if f.iri in own else f for f in _Reader(ontology).frames())


def _own_frames(ontology: Ontology) -> Iterator[str]:
    """IRIs of the frames in folders that are not shipped."""
    shipped = data_folder("ontology")
    for folder in ontology.folders:
        for path in sorted(folder.rglob("*.ttl")) if folder != shipped else ():
            for quad in parse(path=str(path), format=RdfFormat.TURTLE, base_iri=FR):
                if quad.object == NamedNode(FR + "Frame") and isinstance(quad.subject, NamedNode):
                    yield quad.subject.value


def triggers_of(frames: tuple[Frame, ...]) -> dict[str, frozenset[str]]:
    """Lemmas of triggers, to the types of the claims that are worded with them."""
    found: dict[str, set[str]] = {}
    for frame in frames:
        if frame.part not in {"Figure", "Pair"}:
            for trigger in frame.triggers - {"*"}:
                found.setdefault(trigger, set()).add(frame.claim.key)
    return {trigger: frozenset(types) for trigger, types in found.items()}
