"""Write docs/ontology.md from the shipped ontology: classes, claim types, properties, closed lists, links, shapes.

python scripts/make_ontology_reference.py            writes the file
python scripts/make_ontology_reference.py --check    exits 1 if the file is not what the ontology gives
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from innograph.ontology import PREFIXES, ClaimField, ClaimType, Ontology, compact

TARGET = Path(__file__).resolve().parent.parent / "docs" / "ontology.md"

HEAD = """\
# The ontology

<!-- Written by scripts/make_ontology_reference.py from ontology/: change that, and run it again. -->

What stands in a graph that innograph builds: the classes, the claims with their fields, the properties, the closed
lists, the links that are derived, and what a valid graph looks like. The vocabulary of frames is in
[frames.md](frames.md). `inno:` is innograph's own; other prefixes are those of the standards it follows:

"""

CLAIMS = """\
## Claims

A field is called by its key in the interchange form (`innograph extract`, `claims.jsonl`) and held by a property in
RDF. What a text does not say is absent. Every claim has the properties of `inno:Claim` as well, which are listed under
[Properties](#properties).
"""

PROPERTIES = """\
## Properties

Those of innograph's own. The links between entities are listed under [Links](#links).
"""

LINKS = """\
## Links

Derived from claims by `ontology/rules/*.rq`, once for the triple itself and once as an `inno:Link` node that names the
claims behind it (`inno:supportedBy`). A relation claim whose predicate is any other property is asserted as that
property.
"""

CHECKS = """\
## Checks

What `ontology/checks/*.rq` finds becomes an `inno:Conflict` node; both claims are kept, as disputed.
"""

SHAPES = """\
## Shapes

A claim that violates a shape of `ontology/shapes.ttl` is kept out of the graph and reported. A warning lets it in.
"""

PROLOGUE = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items())
ROOTS = {"inno:Actor": "Who acts", "inno:Thing": "What is made, known or planned"}
OTHER = "Further classes"


class Reference:
    """Renders the parts of the reference out of one ontology."""

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology

    def text(self) -> str:
        """The whole document."""
        parts = (self.prefixes, self.classes, self.claims, self.properties, self.lists, self.links, self.shapes)
        return HEAD + "\n".join(line for part in parts for line in part()).rstrip() + "\n"

    def rows(self, pattern: str) -> list[list[str]]:
        """Solutions of a SELECT query as text: IRIs with their prefixes, what is unbound empty."""
        answer = self.ontology.store.query(PROLOGUE + pattern)
        return [[compact(term.value) if term else "" for term in solution] for solution in answer]

    def prefixes(self) -> Iterator[str]:
        """Prefixes that a query need not declare."""
        yield from table(["prefix", "namespace"], ([f"`{p}:`", f"`{ns}`"] for p, ns in sorted(PREFIXES.items())))

    def classes(self) -> Iterator[str]:
        """Trees of classes, without the claims."""
        yield "## Classes\n"
        known = self.rows(
            "SELECT ?class ?label (MIN(?text) AS ?definition) WHERE { { ?class a owl:Class }"
            " UNION { ?class rdfs:subClassOf+ inno:Actor } UNION { ?class rdfs:subClassOf+ inno:Thing }"
            " ?class rdfs:label ?label . OPTIONAL { ?class skos:definition ?text }"
            " MINUS { ?class rdfs:subClassOf* inno:Claim } MINUS { ?class a fr:Kind }"
            " FILTER(!STRSTARTS(STR(?class), STR(fr:))) } GROUP BY ?class ?label ORDER BY ?label ?class"
        )
        above = {name: self.direct(name) for name, _, _ in known}
        told: set[str] = set()

        def tree(name: str, label: str, definition: str, depth: int) -> Iterator[str]:
            told.add(name)
            yield f"{'  ' * depth}- `{name}` **{label}**" + (f": {definition}" if definition else "")
            for row in known:
                if name in above[row[0]] and row[0] not in told:
                    yield from tree(row[0], row[1], row[2], depth + 1)

        for root, heading in ROOTS.items():
            yield f"### {heading}\n"
            yield from tree(*next((n, label, definition) for n, label, definition in known if n == root), 0)
            yield ""
        yield f"### {OTHER}\n"
        for name, label, definition in known:
            if name not in told:
                yield from tree(name, label, definition, 0)
        yield ""

    def direct(self, name: str) -> set[str]:
        """The classes directly above a class."""
        return {row[0] for row in self.rows(f"SELECT ?up WHERE {{ {name} rdfs:subClassOf ?up }}")}

    def claims(self) -> Iterator[str]:
        """Each claim type with its fields."""
        yield CLAIMS
        for kind in self.ontology.claim_types.values():
            yield from self.claim(kind)

    def claim(self, kind: ClaimType) -> Iterator[str]:
        """One claim type."""
        name = compact(kind.iri)
        others = sorted(self.direct(name) - {"inno:Claim"})
        also = f" Also a kind of {', '.join(f'`{other}`' for other in others)}." if others else ""
        yield f"### {kind.key}\n\n`{name}`.{also}\n"
        yield from table(
            ["field", "property", "value"],
            ([f"`{f.key}`", f"`{compact(f.property)}`" if f.property else "", self.value(f)] for f in kind.fields),
        )

    def value(self, field: ClaimField) -> str:
        """What a field may hold, in words."""
        if field.scheme:
            label = self.ontology.label(field.scheme) or ""
            return f"one of the [{label}](#{anchor(label)})"
        label = self.ontology.label(field.range) if field.range else None
        what = f"`{compact(field.range)}`" if field.range else ""
        return (f"{label}, {what}" if label else what) + (", several" if field.many else "")

    def properties(self) -> Iterator[str]:
        """The properties of innograph's own namespace."""
        yield PROPERTIES
        links = self.predicates_of_rules()
        rows = self.rows(
            "SELECT ?property ?label (GROUP_CONCAT(DISTINCT STR(?domain); SEPARATOR=' ') AS ?of)"
            " (MIN(?to) AS ?range) (MIN(?text) AS ?definition) WHERE {"
            " ?property a ?kind ; rdfs:label ?label ."
            " VALUES ?kind { owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty }"
            " OPTIONAL { ?property rdfs:domain ?domain } OPTIONAL { ?property rdfs:range ?to }"
            " OPTIONAL { ?property skos:definition ?text } FILTER(STRSTARTS(STR(?property), STR(inno:))) }"
            " GROUP BY ?property ?label ORDER BY ?of ?property"
        )
        yield from table(
            ["property", "of", "value", "is"],
            (
                [f"`{name}`", code(of), code(target), label + (f": {text}" if text else "")]
                for name, label, of, target, text in rows
                if name not in links
            ),
        )

    def lists(self) -> Iterator[str]:
        """Each closed list with its members."""
        yield "## Closed lists\n\nA claim in the interchange form names a member by its notation.\n"
        for scheme, label in self.rows(
            "SELECT ?scheme ?label WHERE { ?scheme a skos:ConceptScheme ; skos:prefLabel ?label } ORDER BY ?label"
        ):
            yield f"### {label}\n\n`{scheme}`\n"
            members = self.rows(
                "SELECT ?notation ?member ?label (MIN(?text) AS ?definition) (MIN(?other) AS ?match) WHERE {"
                f" ?member skos:inScheme {scheme} ; skos:prefLabel ?label ."
                " OPTIONAL { ?member skos:notation ?notation }"
                " OPTIONAL { ?member skos:definition ?text } OPTIONAL { ?member skos:exactMatch ?other } }"
                " GROUP BY ?notation ?member ?label ORDER BY ?member"
            )
            yield from table(
                ["notation", "term", "is"],
                (
                    [
                        f"`{n}`" if n else "",
                        f"`{m}`" + (f" = `{same}`" if same else ""),
                        called + (f": {text}" if text else ""),
                    ]
                    for n, m, called, text, same in members
                ),
            )

    def predicates_of_rules(self) -> dict[str, str]:
        """The predicate of each rule that names one, and what the rule says of itself."""
        rules = ((path.read_text(encoding="utf-8")) for path in self.ontology.files("rules/*.rq"))
        return {name: comment(text) for text in rules for name in re.findall(r"rdf:predicate\s+(inno:\w+)", text)}

    def links(self) -> Iterator[str]:
        """Links and conflicts: what rules and checks derive."""
        yield LINKS
        links = sorted(self.predicates_of_rules().items())
        yield from table(["link", "holds for"], ([f"`{name}`", text] for name, text in links))
        yield CHECKS
        checks = (path.read_text(encoding="utf-8") for path in self.ontology.files("checks/*.rq"))
        yield from (f"- {comment(text)}" for text in checks)
        yield ""

    def shapes(self) -> Iterator[str]:
        """What the SHACL shapes ask for, in the words of their messages."""
        yield SHAPES
        rows = self.rows(
            "SELECT DISTINCT ?class ?message (BOUND(?severity) AS ?mild) WHERE { ?shape sh:targetClass ?class ."
            " ?shape sh:property?/sh:message ?message . OPTIONAL { ?shape sh:severity ?severity }"
            " FILTER(!STRSTARTS(STR(?class), STR(fr:))) }"
            " ORDER BY ?class ?message"
        )
        asked: dict[str, list[str]] = {}
        for name, message, mild in rows:
            asked.setdefault(name, []).append(message + (" (warning)" if mild == "true" else ""))
        yield from table(["of", "is asked"], ([f"`{name}`", "<br>".join(said)] for name, said in asked.items()))


def table(head: list[str], rows: Iterable[list[str]]) -> Iterator[str]:
    """A Markdown table and the empty line after it."""
    yield f"| {' | '.join(head)} |"
    yield "|---" * len(head) + "|"
    for row in rows:
        yield f"| {' | '.join(map(escaped, row))} |"
    yield ""


def escaped(cell: str) -> str:
    """A cell whose bars do not end it."""
    return cell.replace("|", "\\|")


def code(names: str) -> str:
    """Names of terms with a space between them, each as code."""
    return ", ".join(f"`{compact(name)}`" for name in sorted(names.split()))


def anchor(heading: str) -> str:
    """What a heading is linked by."""
    return heading.lower().replace(" ", "-")


def comment(query: str) -> str:
    """The comment at the head of a query, as one line."""
    lines = []
    for line in query.splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.lstrip("# ").rstrip())
    return " ".join(filter(None, lines))


def main(arguments: list[str]) -> int:
    """Write the file, or with `--check` compare it."""
    text = Reference(Ontology()).text()
    if "--check" in arguments:
        return int(not TARGET.is_file() or TARGET.read_text(encoding="utf-8") != text)
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
