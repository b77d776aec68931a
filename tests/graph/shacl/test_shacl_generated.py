"""Generated shapes on generated graphs: pyshacl finds the same, and so does a store."""

from __future__ import annotations

from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Quad
from shacl_results import alike, fast, in_store, turtle

from innograph.graph.shacl import Engine
from innograph.graph.shacl.data import Indexed

NODES = [f"ex:{name}" for name in "abcd"]
CLASSES = ["ex:C", "ex:D", "ex:E"]
LITERALS = [
    '"x"',
    '"xyz"',
    '"x"@en',
    '"y"@en-GB',
    '"z"@de',
    "1",
    "2.5",
    "true",
    '"ill"^^xsd:integer',
    '"2024-05-06"^^xsd:date',
]
NUMBERS = ["-1", "0", "1", "2", "2.5", "3e0", "17"]
PATHS = [
    "ex:p",
    "ex:q",
    "[ sh:inversePath ex:p ]",
    "( ex:p ex:q )",
    "[ sh:alternativePath ( ex:p ex:q ) ]",
    "[ sh:zeroOrMorePath ex:q ]",
    "[ sh:oneOrMorePath ex:p ]",
    "[ sh:zeroOrOnePath ex:p ]",
    "( ex:p [ sh:zeroOrMorePath ex:q ] )",
    "[ sh:inversePath [ sh:alternativePath ( ex:p ex:q ) ] ]",
]
# Those on values leave out what pyshacl is known to see otherwise: see cases.txt.
ON_VALUES = [
    "sh:class ex:C",
    "sh:class ex:C, ex:D",
    "sh:datatype xsd:integer",
    "sh:datatype xsd:string",
    "sh:datatype rdf:langString",
    "sh:nodeKind sh:IRI",
    "sh:nodeKind sh:BlankNodeOrLiteral",
    "sh:minLength 2",
    "sh:maxLength 12",
    'sh:pattern "^x"',
    'sh:pattern "(Y|c)$" ; sh:flags "i"',
    'sh:languageIn ( "en" )',
    'sh:in ( ex:a "x" 1 )',
    'sh:hasValue "x"@en',
    "sh:hasValue ex:b",
    "sh:equals ex:q",
    "sh:disjoint ex:q",
    "sh:closed true ; sh:ignoredProperties ( rdf:type ex:n )",
]
OF_SETS = ["sh:minCount 1", "sh:minCount 2", "sh:maxCount 0", "sh:maxCount 1", "sh:maxCount 2", "sh:uniqueLang true"]
ON_NUMBERS = [
    "sh:minInclusive 1",
    "sh:maxExclusive 2.5",
    "sh:minExclusive 0 ; sh:maxInclusive 2",
    "sh:lessThan ex:m",
    "sh:lessThanOrEquals ex:m",
    "sh:datatype xsd:decimal",
]
ABOUT = ["", "", 'sh:message "It is wrong."@en ; ', "sh:severity sh:Warning ; ", "sh:deactivated true ; "]


def triples() -> st.SearchStrategy[str]:
    """One triple of a data graph. ex:n and ex:m have numbers, which all can be compared."""
    subject = st.sampled_from(NODES)
    return st.one_of(
        st.builds("{} {} {} .".format, subject, st.sampled_from(["ex:p", "ex:q"]), st.sampled_from(NODES + LITERALS)),
        st.builds("{} {} {} .".format, subject, st.sampled_from(["ex:n", "ex:m"]), st.sampled_from(NUMBERS)),
        st.builds("{} a {} .".format, subject, st.sampled_from(CLASSES)),
        st.builds("{} rdfs:subClassOf {} .".format, st.sampled_from(CLASSES), st.sampled_from(CLASSES)),
    )


GRAPHS = st.lists(triples(), min_size=2, max_size=14).map("\nex:a a ex:C . ex:b ex:p 1 ; ex:q ex:c .\n".join)


def constraints(of: list[str]) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(of), min_size=1, max_size=2, unique_by=lambda text: text.split()[0]).map(" ; ".join)


def property_shapes(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """What stands in the brackets of a property shape."""
    about = st.sampled_from(ABOUT)
    text = "{}sh:path {} ; {}".format
    return st.one_of(
        st.builds(text, about, st.sampled_from(PATHS), constraints(ON_VALUES + OF_SETS)),
        st.builds(text, about, st.just("ex:n"), constraints(ON_NUMBERS + OF_SETS)),
        st.builds(text, about, st.sampled_from(PATHS), inner),
    )


def composed(shape: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Constraints made of other shapes."""
    several = st.lists(shape.map("[ {} ]".format), min_size=1, max_size=3).map(" ".join)
    return st.one_of(
        shape.map("sh:not [ {} ]".format),
        several.map("sh:and ( {} )".format),
        several.map("sh:or ( {} )".format),
        several.map("sh:xone ( {} )".format),
        property_shapes(constraints(ON_VALUES)).map("sh:property [ {} ]".format),
        constraints(ON_VALUES).map("sh:node [ {} ]".format),
    )


def of_nodes() -> st.SearchStrategy[str]:
    """The constraints of a node shape: some property shapes, and what is made of other shapes."""
    plain = property_shapes(constraints(ON_VALUES + OF_SETS))
    simple = st.one_of(constraints(ON_VALUES), plain)
    qualified = "sh:path {} ; sh:qualifiedValueShape [ {} ] ; sh:qualified{}Count 1".format
    properties = st.one_of(
        plain,
        plain,
        property_shapes(composed(simple)),
        st.builds(qualified, st.sampled_from(PATHS), simple, st.sampled_from(["Min", "Max"])),
    ).map("sh:property [ {} ]".format)
    others = st.one_of(composed(simple), composed(st.one_of(simple, composed(simple))), constraints(ON_VALUES))
    return st.builds("{} ; {}".format, st.lists(properties, min_size=1, max_size=3).map(" ; ".join), others)


TARGETS = st.sampled_from(
    ["sh:targetClass ex:C", "sh:targetNode ex:a, ex:b", "sh:targetSubjectsOf ex:p", "sh:targetObjectsOf ex:q"]
)
SHAPES = st.builds("ex:S a sh:NodeShape ; {} ; {}{} .".format, TARGETS, st.sampled_from(ABOUT[:4]), of_nodes())
LIMITS = settings(deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


def said(text: str) -> bool:
    """Whether a shape has a message, so that results have the same one whoever finds them."""
    return text == "It is wrong."


@settings(LIMITS, max_examples=200)
@given(SHAPES, GRAPHS)
def test_pyshacl_finds_the_same(shapes: str, data: str) -> None:
    triples, quads = turtle(shapes), turtle(data)
    ours = fast(Engine(triples), quads)
    theirs = Engine(triples, "pyshacl").results(Indexed(quads), quads)
    assert alike(ours, messages=False) == alike(theirs, messages=False)
    messages = [Counter(m.value for r in results for m in r.messages if said(m.value)) for results in (ours, theirs)]
    assert messages[0] == messages[1]


@settings(LIMITS, max_examples=400)
@given(SHAPES, GRAPHS, st.integers(1, 3), st.sampled_from([0, 500]))
def test_a_store_has_the_same_results(shapes: str, data: str, graphs: int, few: int) -> None:
    """With all triples in the form that a store keeps, whatever graphs they stand in."""
    engine = Engine(turtle(shapes))
    quads = [Quad(*quad) for quad in as_stored(turtle(data))]
    assert alike(in_store(engine, quads, graphs, few)) == alike(fast(engine, quads))


def as_stored(quads: list[Quad]) -> list[tuple[object, object, object]]:
    from pyoxigraph import Store

    store = Store()
    store.extend(quads)
    return [(quad.subject, quad.predicate, quad.object) for quad in store]
