"""Everything said about a term, with the words that say it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import Literal, NamedNode

from innograph.errors import QueryError
from innograph.explore.appearance import local_name
from innograph.explore.explained import Alike, Disputed, Explanation, Linked, Quote, Reading, Result, Said, Source, Told
from innograph.explore.names import IDENTIFIERS, OTHER, PREFERRED, Names, fold
from innograph.explore.wording import Node, Wording, describe
from innograph.graph.store import GraphStore
from innograph.ontology import RDF, SKOS, Ontology, expand

_CLAIM = expand("inno:Claim")
_ORDER = tuple(map(expand, ("inno:firstClaim", "inno:secondClaim", "inno:thirdClaim")))
_HIDDEN = frozenset(map(expand, ("inno:Claim", "rdfs:Resource", "skos:Concept", "prov:Entity")))


def explain(store: GraphStore, term: str | Sequence[str], ontology: Ontology | None = None) -> Explanation:
    """Everything the graph says about a term.

    Args:
        term: the name, identifier or IRI of an actor, thing or document; the id or IRI of a claim; or three terms
            that make a triple, such as (who, "funds", what).
        ontology: what names are looked up in beside the graph; the shipped one by default.

    Raises:
        QueryError: a name means nothing that is known, or more than one thing; or the terms are neither one nor three.
        StoreError: the store cannot be read.
    """
    names = Names(store, ontology or Ontology())
    terms = [term] if isinstance(term, str) else list(term)
    if len(terms) == 1:
        return _Explainer(names).node(terms[0])
    if len(terms) == 3:
        return _Explainer(names).triple(*terms)
    raise QueryError("one term is explained, two are compared, three make a triple", " ".join(terms))


class _Explainer:
    """Gathers what one graph says."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.wording = Wording(names)
        self.store = names.store.store

    def node(self, term: str) -> Explanation:
        iri = self.names.resolve(term)
        if self._is_claim(iri):
            return self._explanation(iri, self.wording.line(describe(self.names, iri)), "claim", {iri})
        quads = self.store.quads_for_pattern(None, None, NamedNode(iri))
        claims = {
            q.subject.value for q in quads if isinstance(q.subject, NamedNode) and self._is_claim(q.subject.value)
        }
        links = [link for end in ("subject", "object") for link in self._links(end, NamedNode(iri))]
        return self._explanation(iri, self.names.label(iri), "entity", claims, links)

    def triple(self, subject: str, predicate: str, value: str) -> Explanation:
        start = NamedNode(self.names.resolve(subject))
        verb = self._predicate(predicate)
        links = [k for k in self._links("subject", start) if self._is(k, "predicate", verb) and self._ends(k, value)]
        if expand("owl:SymmetricProperty") in self.names.ontology.objects(verb, RDF + "type"):
            swapped = self._links("object", start)
            links += [k for k in swapped if self._is(k, "predicate", verb) and self._ends(k, value, "subject")]
        claims = {term.value for link in links for term in link.get(expand("inno:supportedBy"), ())}
        label = f"{self.names.label(start.value)} {self.names.label(verb)} {value}"
        return self._explanation(f"{start.value} {verb} {value}", label, "triple", claims, links)

    def _explanation(
        self, term: str, label: str, kind: str, claims: set[str], links: Iterable[Node] = ()
    ) -> Explanation:
        told = [self._told(iri) for iri in claims]
        about = describe(self.names, term) if kind != "triple" else {}
        classes = (t.value for t in about.get(RDF + "type", ()) if t.value not in _HIDDEN)
        return Explanation(
            term=term,
            label=label,
            kind=kind,
            classes=tuple(sorted(self.names.label(c) for c in self._most_specific(classes))),
            names=tuple(
                sorted({n.value for p in ("prefLabel", "altLabel") for n in about.get(SKOS + p, ())} - {label})
            ),
            claims=tuple(sorted(told, key=lambda t: (t.type, t.period or "", t.line, t.iri))),
            links=tuple(sorted({self._linked(link) for link in links or self._links_of(claims)}, key=str)),
            conflicts=tuple(sorted({c for iri in claims for c in self._conflicts(iri)}, key=_surest_first)),
            outcomes=tuple(
                sorted({o for iri in claims for o in self._outcomes(iri)}, key=lambda o: (o.comment or "", o.iri))
            ),
            related=tuple(sorted({self.names.label(i) for i in self._subjects("inno:locatedIn", term)}))
            if kind == "entity"
            else (),
            likenesses=tuple(self._alike(term)) if kind == "entity" else (),
        )

    def _alike(self, entity: str) -> list[Alike]:
        """What the graph says may be the same, the likeliest first."""
        found = []
        for iri in self._subjects("inno:between", entity):
            node, text = describe(self.names, iri), self.wording.text
            others = {end.value for end in node.get(expand("inno:between"), ())} - {entity}
            score = text(node, "inno:score")
            for other in others if score else ():
                comment = (text(node, "rdfs:comment") or "").rstrip(".")
                found.append(Alike(other, self.names.label(other), score or "", comment[:1].lower() + comment[1:]))
        return sorted(found, key=lambda like: (-float(like.score), like.label, like.iri))

    def _most_specific(self, classes: Iterable[str]) -> list[str]:
        kept = set(classes)
        above = {a for c in kept for a in self.names.ontology.superclasses(c) if a != c}
        return sorted(kept - above)

    def _told(self, iri: str) -> Told:
        claim, word = describe(self.names, iri), self.wording
        claim_type = word.type_of(claim)
        return Told(
            iri=iri,
            type=self.names.label(claim_type.iri) if claim_type else "claim",
            line=word.line(claim),
            modality=word.member(claim, "inno:modality"),
            polarity=word.member(claim, "inno:polarity"),
            status=word.member(claim, "inno:status"),
            period=word.text(claim, "inno:period"),
            period_basis=word.member(claim, "inno:periodBasis"),
            period_words=word.text(claim, "inno:periodWords"),
            attribution=word.text(claim, "inno:attribution"),
            confidence=word.text(claim, "itsrdf:taConfidence"),
            source=self._source(word.text(claim, "prov:wasDerivedFrom")),
            quotes=tuple(self._quote(e.value) for e in claim.get(expand("inno:evidence"), ())),
            readings=tuple(self._reading(r.value) for r in claim.get(expand("inno:resolution"), ())),
            sources=int(word.text(claim, "inno:independentSources") or 1),
        )

    def _source(self, iri: str | None) -> Source:
        if iri is None:
            return Source("", "unknown")
        document, text = describe(self.names, iri), self.wording.text
        return Source(
            iri=iri,
            title=self.names.label(iri),
            date=text(document, "schema:datePublished"),
            publisher=self.wording.member(document, "schema:publisher"),
            url=text(document, "schema:url"),
            printed=len({d for story in self._stories(iri) for d in self._subjects("inno:story", story)}) or 1,
        )

    def _quote(self, iri: str) -> Quote:
        evidence, text = describe(self.names, iri), self.wording.text
        selectors = [describe(self.names, s.value) for s in evidence.get(expand("oa:hasSelector"), ())]
        words = next((s for s in selectors if expand("oa:exact") in s), {})
        figure = [describe(self.names, s.value) for s in evidence.get(expand("inno:valueSelector"), ())]
        return Quote(
            exact=text(words, "oa:exact") or "",
            prefix=text(words, "oa:prefix") or "",
            suffix=text(words, "oa:suffix") or "",
            figure=text(figure[0], "inno:words") if figure else None,
        )

    def _reading(self, iri: str) -> Reading:
        node, text = describe(self.names, iri), self.wording.text
        meant = self.wording.member(node, "inno:resolvedTo")
        return Reading(text(node, "inno:words") or "", meant or "", text(node, "inno:resolvedField") or "")

    def _linked(self, link: Node) -> Linked:
        subject, predicate, value = (self.wording.member(link, f"rdf:{p}") for p in ("subject", "predicate", "object"))
        claims = tuple(term.value for term in link.get(expand("inno:supportedBy"), ()))
        return Linked(subject or "", predicate or "", value or "", claims)

    def _links(self, end: str, term: NamedNode | Literal) -> Iterator[Node]:
        """The links that begin or end at a term."""
        for quad in self.store.quads_for_pattern(None, NamedNode(RDF + end), term):
            node = describe(self.names, quad.subject.value)  # type: ignore[union-attr]
            if any(t.value == expand("inno:Link") for t in node.get(RDF + "type", ())):
                yield node

    def _links_of(self, claims: Iterable[str]) -> Iterator[Node]:
        for claim in claims:
            yield from (describe(self.names, iri) for iri in self._subjects("inno:supportedBy", claim))

    def _is(self, link: Node, part: str, iri: str) -> bool:
        return any(term.value == iri for term in link.get(RDF + part, ()))

    def _ends(self, link: Node, name: str, part: str = "object") -> bool:
        """Whether a link's end is, or is called, `name`."""
        for term in link.get(RDF + part, ()):
            if isinstance(term, Literal) and fold(term.value) == fold(name):
                return True
            if isinstance(term, NamedNode):
                about = describe(self.names, term.value)
                called = [n.value for p in (*PREFERRED, *OTHER, *IDENTIFIERS) for n in about.get(p, ())]
                if expand(name) == term.value or fold(name) in map(fold, [*called, local_name(term.value)]):
                    return True
        return False

    def _predicate(self, name: str) -> str:
        """The property of a link that is called `name`.

        Raises:
            QueryError: no link in the graph has such a property.
        """
        used = {q.object.value for q in self.store.quads_for_pattern(None, NamedNode(RDF + "predicate"), None)}  # type: ignore[union-attr]
        known = {self.names.label(iri): iri for iri in sorted(used)}
        for label, iri in known.items():
            if expand(name.strip("<>")) == iri or fold(name) in {fold(label), fold(re.split(r"[#/]", iri)[-1])}:
                return iri
        raise QueryError(f'no link is called "{name}"; there are: {", ".join(sorted(known))}', name)

    def _conflicts(self, claim: str) -> Iterator[Disputed]:
        for iri in self._subjects("inno:between", claim):
            node, text = describe(self.names, iri), self.wording.text
            between = tuple(term.value for term in node.get(expand("inno:between"), ()))
            ordered = [term.value for role in _ORDER for term in node.get(role, ())]
            size, unit = text(node, "inno:difference"), self.wording.member(node, "qudt:hasUnit")
            stories = [self._stories(text(describe(self.names, each), "prov:wasDerivedFrom")) for each in between]
            yield Disputed(
                iri,
                self.wording.member(node, "inno:conflictKind"),
                text(node, "inno:ratio"),
                text(node, "rdfs:comment"),
                between,
                " ".join(part for part in (size, unit) if part) if size else None,
                text(node, "itsrdf:taConfidence"),
                tuple(map(self._said, ordered or between)),
                len(stories) > 1 and bool(set.intersection(*stories)),
            )

    def _outcomes(self, claim: str) -> Iterator[Result]:
        """What became of a target, where the claim is one or is what it was held against."""
        for iri in {i for role in ("inno:target", "inno:heldAgainst") for i in self._subjects(role, claim)}:
            node = describe(self.names, iri)
            ends = [t.value for role in ("inno:target", "inno:heldAgainst") for t in node.get(expand(role), ())]
            verdict = self.wording.member(node, "inno:verdict")
            yield Result(iri, verdict, self.wording.text(node, "rdfs:comment"), tuple(map(self._said, ends)))

    def _said(self, iri: str) -> Said:
        claim = describe(self.names, iri)
        quotes = [self._quote(term.value).exact for term in claim.get(expand("inno:evidence"), ())]
        return Said(iri, quotes[0] if quotes else "", self._source(self.wording.text(claim, "prov:wasDerivedFrom")))

    def _stories(self, document: str | None) -> set[str]:
        """The story that a document tells as others do, if it does."""
        return {term.value for term in describe(self.names, document or "").get(expand("inno:story"), ())}

    def _subjects(self, predicate: str, iri: str) -> list[str]:
        quads = self.store.quads_for_pattern(None, NamedNode(expand(predicate)), NamedNode(iri))
        return sorted({q.subject.value for q in quads if isinstance(q.subject, NamedNode)})

    def _is_claim(self, iri: str) -> bool:
        pattern = (NamedNode(iri), NamedNode(RDF + "type"), NamedNode(_CLAIM))
        return next(self.store.quads_for_pattern(*pattern, None), None) is not None


def _surest_first(disputed: Disputed) -> tuple[float, str]:
    return -float(disputed.confidence or 0), str(disputed)
