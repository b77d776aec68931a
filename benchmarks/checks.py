"""Time each check over made-up claims: 10,000, 100,000 and 1,000,000 of them.

They are figures, growth, ranks and funding, nearly half of them undated, about subjects and indicators that many or few
documents speak of (Zipf), with as many different ones as a corpus of that size would have.
Values of one series grow from year to year; some are misprinted, so that the checks have something to find.

Times are of the processor, as machines are shared; a check runs in one thread.

    python benchmarks/checks.py                       10,000 and 100,000 claims, in memory
    python benchmarks/checks.py 1000000 --disk DIR    a million, in a store on disk
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from innograph.graph import Namespaces
from innograph.graph.derive import construct, described
from innograph.graph.namespaces import decimal, string, term, typed
from innograph.graph.store import GraphStore
from innograph.ontology import Ontology

SEED = 20240108
PER_DOCUMENT = 10
UNITS = ("unit:NUM", "unit:NUM", "unit:PERCENT", "unit:CCY_CNY", "unit:CCY_EUR")
SIZES = {0: 100, 1: 10, 2: 10}  # how many times what the others have the country and its provinces have
REGIONS = ("id:CN", "id:CN-SD", "id:CN-HA", "id:CN-370100", "id:CN-370200", "id:DE", "id:DE-BW")


class Maker:
    """Writes quads as the mapping does, without the texts' length."""

    def __init__(self, claims: int) -> None:
        self.random = random.Random(SEED)
        self.claims = claims
        self.subjects = max(50, claims // 200)
        self.indicators = max(30, claims // 500)
        self.names = Namespaces()

    def zipf(self, count: int) -> int:
        """A number below `count`, small ones far more often."""
        return int(count ** self.random.random()) - 1

    def entities(self) -> Iterator[Quad]:
        graph = NamedNode(self.names.entities)
        for kind, count in (("subject", self.subjects), ("indicator", self.indicators)):
            for number in range(count):
                yield Quad(self.entity(kind, number), term("rdfs:label"), Literal(f"{kind} {number}"), graph)
        for iri, word in (("achieved", "achieved"), ("planned", "planned"), ("up", "up"), ("down", "down")):
            yield Quad(term(f"concept:{iri}"), term("rdfs:label"), Literal(word), graph)
        province = term("id:CN-SD")
        for city in ("id:CN-370100", "id:CN-370200"):
            yield Quad(term(city), term("schema:containedInPlace"), province, graph)
        yield Quad(province, term("schema:containedInPlace"), term("id:CN"), graph)
        for region in REGIONS:
            yield Quad(term(region), term("inno:regionLevel"), term("concept:level-province"), graph)

    def entity(self, kind: str, number: int) -> NamedNode:
        if kind == "subject" and number < len(REGIONS):
            return term(REGIONS[number])
        return self.names.resource(f"{kind}-{number}")

    def quads(self) -> Iterator[Quad]:
        yield from self.entities()
        for number in range(self.claims):
            if number % PER_DOCUMENT == 0:
                document = self.names.resource(f"doc-{number}")
                graph = NamedNode(self.names.graph(f"doc-{number}"))
                year = self.random.randint(2005, 2024)
                yield Quad(document, term("schema:datePublished"), typed(f"{year}-06-15", "xsd:date"), graph)
            claim = self.names.resource(f"claim-{number}")
            for predicate, value in self.claim(number, document, year):
                yield Quad(claim, term(predicate), value, graph)
            yield from self.evidence(number, claim, document, graph)

    def claim(self, number: int, document: NamedNode, published: int) -> Iterator[tuple[str, NamedNode | Literal]]:
        draw = self.random.random()
        kind = "Observation" if draw < 0.75 else "Growth" if draw < 0.85 else "Ranking" if draw < 0.93 else "Funding"
        planned = kind == "Observation" and self.random.random() < 0.1
        yield "rdf:type", term("inno:Claim")
        yield "rdf:type", term(f"inno:{kind}Claim")
        yield "prov:wasDerivedFrom", document
        yield "inno:polarity", term("concept:positive")
        yield "inno:modality", term("concept:planned" if planned else "concept:achieved")
        yield "itsrdf:taConfidence", typed(f"0.{self.random.randint(20, 99)}", "xsd:decimal")
        year = published + 2 if planned else published - self.random.choice((0, 1, 1, 1, 2, 3))
        if not planned and self.random.random() < 0.5:
            year = published  # undated: of the time when its document appeared
        else:
            yield "inno:period", string(str(year))
            yield "inno:periodStart", typed(f"{year}-01-01", "xsd:date")
            yield "inno:periodEnd", typed(f"{year}-12-31", "xsd:date")
        if kind == "Funding":
            yield from self.funding(number)
            return
        subject, indicator = self.zipf(self.subjects), self.zipf(self.indicators)
        yield "schema:observationAbout", self.entity("subject", subject)
        yield "schema:variableMeasured", self.entity("indicator", indicator)
        if kind == "Ranking":
            yield "inno:rank", typed(self.random.randint(1, 30), "xsd:integer")
            yield "inno:scope", term("id:CN")
            return
        series = subject * self.indicators + indicator
        if kind == "Growth":
            value, unit = 10, "unit:PERCENT"
            yield "inno:direction", term("concept:up")
        else:
            unit = UNITS[series % len(UNITS)]
            size = 5 if unit == "unit:PERCENT" else SIZES.get(subject, 1) * (1000 + 10 * indicator)
            value = int(size * 1.1 ** (year - 2000))
        if self.random.random() < 0.002:
            value = value * 10  # misprinted
        yield "qudt:hasUnit", term(unit)
        yield "schema:value", decimal(value)
        above = self.random.random() < 0.15
        yield "inno:comparator", term("concept:greater-than" if above else "concept:equal-to")
        yield "inno:lowerBound", decimal(value)
        if not above:
            yield "inno:upperBound", decimal(value)

    def funding(self, number: int) -> Iterator[tuple[str, NamedNode | Literal]]:
        yield "schema:amount", self.names.resource(f"amount-{number}")
        if self.random.random() < 0.3:
            yield "inno:equivalent", self.names.resource(f"equivalent-{number}")
        if self.random.random() < 0.3:
            yield "inno:recipientCount", typed(self.random.randint(1, 1000), "xsd:integer")

    def evidence(self, number: int, claim: NamedNode, document: NamedNode, graph: NamedNode) -> Iterator[Quad]:
        start = 100 * (number % PER_DOCUMENT)
        node, place, quote, figure = (
            self.names.resource(f"{k}-{number}") for k in ("evidence", "position", "quote", "figure")
        )
        yield Quad(claim, term("inno:evidence"), node, graph)
        yield Quad(node, term("oa:hasSelector"), place, graph)
        yield Quad(node, term("oa:hasSelector"), quote, graph)
        yield Quad(node, term("inno:valueSelector"), figure, graph)
        yield Quad(quote, term("oa:exact"), Literal(f"what the text says in sentence {number}"), graph)
        for selector, left, right in ((place, start, start + 80), (figure, start + 20, start + 25)):
            yield Quad(selector, term("oa:start"), typed(left, "xsd:integer"), graph)
            yield Quad(selector, term("oa:end"), typed(right, "xsd:integer"), graph)
        for money, value, code in (("amount", 7_000_000, "CNY"), ("equivalent", 1_000_000, "USD")):
            node = self.names.resource(f"{money}-{number}")
            yield Quad(node, term("schema:value"), decimal(value), graph)
            yield Quad(node, term("schema:currency"), Literal(code), graph)


def measure(claims: int, ontology: Ontology, folder: Path | None) -> None:
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    store = GraphStore.open(folder / f"checks-{claims}" if folder else None)
    began = time.process_time()
    store.bulk_load(Maker(claims).quads())
    print(f"\n{claims:,} claims, {len(store):,} quads, made and loaded in {time.process_time() - began:.1f} s")
    total = 0.0
    for file in ontology.files("checks/*.rq"):
        began = time.process_time()
        found = len(described(construct(store, file, ontology))[1])
        seconds = time.process_time() - began
        total += seconds
        print(f"  {file.stem:<20}{seconds:>9.2f} s{found:>12,} found", flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  {'all':<20}{total:>9.2f} s{'peak':>8} {peak:,.0f} MB")
    store.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("claims", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--disk", type=Path, help="a folder for the stores; in memory without it")
    chosen = parser.parse_args()
    ontology = Ontology()
    for claims in chosen.claims:
        measure(claims, ontology, chosen.disk)


if __name__ == "__main__":
    main()
