"""What is compiled, what is left to pyshacl, what is refused, and what is said of it."""

from __future__ import annotations

import pytest
import rdflib
from pyoxigraph import Literal
from rdflib.compare import isomorphic
from rdflib.namespace import SH
from shacl_results import alike, fast, found, in_store, turtle

from innograph.graph.shacl import Engine, ShapeError, report_graph
from innograph.graph.shacl.handover import pyshacl_results
from innograph.graph.shacl.patterns import matcher

SELECT = 'sh:sparql [ sh:message "No." ; sh:select "SELECT $this WHERE { $this <http://example.org/p> 1 }" ]'
PERSON = """ex:Person a sh:NodeShape ; sh:targetClass ex:C ;
    sh:property [ sh:path ex:knows ; sh:node ex:Person ] , [ sh:path ex:p ; sh:minCount 1 ] ."""
OTHER = """ex:Other a sh:NodeShape ; sh:targetClass ex:C ;
    sh:property [ sh:path ex:q ; sh:minCount 1 ; sh:message "q" ] ."""


@pytest.mark.parametrize(
    ("shapes", "remark"),
    [
        (f"ex:S a sh:NodeShape ; sh:targetClass ex:C ; {SELECT} .", "ex:S has sh:sparql"),
        (f"ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:not [ {SELECT} ] .", "has sh:sparql"),
        (PERSON, "ex:Person refers to itself"),
        (
            'ex:S sh:targetClass ex:C ; sh:property [ sh:path ex:p ; sh:pattern "(?=2)" ] .',
            "no regular expression of SPARQL",
        ),
    ],
    ids=["sparql", "nested", "recursive", "pattern"],
)
def test_a_shape_that_is_not_compiled_is_left_to_pyshacl_visibly(shapes: str, remark: str) -> None:
    """With the results that pyshacl has alone, beside those of a shape that is compiled."""
    triples = turtle(f"{shapes} {OTHER}")
    data = turtle("ex:a a ex:C ; ex:p 1 ; ex:knows ex:b . ex:b a ex:C ; ex:q 2 .")
    engine = Engine(triples)
    (said,) = engine.remarks
    assert "is left to pyshacl, which is slow: " in said
    assert remark.replace("ex:", "http://example.org/") in said
    theirs = alike(Engine(triples, "pyshacl").results(None, data))  # type: ignore[arg-type]
    assert sum(theirs.values()) > 1
    assert alike(fast(engine, data)) == alike(in_store(engine, data, 2)) == theirs


def test_a_constraint_component_of_ones_own_is_left_to_pyshacl() -> None:
    triples = turtle(
        """ex:Component a sh:ConstraintComponent ; sh:parameter [ sh:path ex:least ] ;
             sh:validator [ a sh:SPARQLAskValidator ; sh:message "Too few." ;
               sh:ask "ASK { FILTER($value >= $least) }" ] .
           ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:property [ sh:path ex:p ; ex:least 5 ] ."""
    )
    engine = Engine(triples)
    assert engine.remarks == (
        "http://example.org/S is left to pyshacl, which is slow: http://example.org/S has http://example.org/least",
    )
    results = fast(engine, turtle("ex:a a ex:C ; ex:p 4, 5 ."))
    assert [[m.value for m in result.messages] for result in results] == [["Too few."]]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT $this WHERE { SERVICE <http://example.org/> { $this ?p ?o } }",
        "SELECT $this WHERE { service\n<http://example.org/> { $this ?p ?o } }",
        r"SELECT $this WHERE { \u0053ERVICE <http://example.org/> { $this ?p ?o } }",
        "SELECT $this FROM <http://example.org/> WHERE { $this ?p ?o }",
        "SELECT $this WHERE { ?a ?b <x#y> . # a comment\n SERVICE <http://example.org/> { $this ?p ?o } }",
        r"SELECT $this WHERE { $this ex:a\#b ?o . SERVICE <http://example.org/> { $this ?p ?o } }",
        r"SELECT $this WHERE { $this ex:a\' ?o . SERVICE <http://example.org/> { $this ex:b\' ?o } }",
    ],
)
def test_a_query_that_asks_another_place_is_refused(query: str) -> None:
    text = str(Literal(query))
    engine = Engine(turtle(f"ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:sparql [ sh:select {text} ] ."))
    with pytest.raises(ShapeError, match=r"example.org/S: its query has (SERVICE|FROM), and may ask no other place"):
        fast(engine, turtle("ex:a ex:p ex:b ."))


def test_a_query_may_have_the_words_in_names_strings_and_comments() -> None:
    query = "# from here\nSELECT $this WHERE { $this <urn:from> ?from FILTER(?from != 'from') }"
    engine = Engine(turtle(f"ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:sparql [ sh:select {Literal(query)} ] ."))
    assert len(fast(engine, turtle("ex:a <urn:from> ex:b ."))) == 1


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        ("sh:property [ sh:minCount 1 ]", "sh:minCount is for property shapes"),
        ("sh:property [ sh:class ex:D ]", "sh:property is to be a property shape"),
        ("sh:property [ sh:path ex:p, ex:q ]", "sh:path has 2 values"),
        ('sh:property [ sh:path "p" ]', "sh:path is to be a property path"),
        ("sh:property [ sh:path [ ] ]", "sh:path is to be a property path"),
        ("sh:property [ sh:path ( ex:p ) ]", "two or more"),
        ("sh:property [ sh:path [ sh:alternativePath ( ex:p ) ] ]", "two or more"),
        ("sh:property [ sh:path [ sh:inversePath ex:p, ex:q ] ]", "sh:path is to be a property path"),
        ("sh:minCount 1", "sh:minCount is for property shapes"),
        ("sh:lessThan ex:p", "sh:lessThan is for property shapes"),
        ("sh:property [ sh:path ex:p ; sh:minCount -1 ]", "sh:minCount is to be a whole number"),
        ("sh:property [ sh:path ex:p ; sh:maxCount 'x' ]", "sh:maxCount is to be a whole number"),
        ("sh:property [ sh:path ex:p ; sh:minCount 1, 2 ]", "sh:minCount has 2 values"),
        ("sh:datatype xsd:integer, xsd:string", "sh:datatype has 2 values"),
        ("sh:class 'C'", "sh:class is to be an IRI"),
        ("sh:nodeKind ex:Kind", "sh:nodeKind is to be"),
        ("sh:minInclusive ex:a", "sh:minInclusive is to be a literal"),
        ("sh:pattern ex:a", "sh:pattern"),
        ("sh:in ex:a", "well-formed list"),
        ("sh:in [ rdf:first 1 ]", "well-formed list"),
        ("sh:or ()", "sh:or lists at least one shape"),
        ("sh:not 'x'", "sh:not is to be a shape"),
        ("sh:node [ sh:path ex:p ]", "sh:node is to be a node shape"),
        ("sh:closed 'perhaps'", "sh:closed is to be true or false"),
        ("sh:languageIn ( ex:en )", "sh:languageIn lists language tags"),
        ("sh:property [ sh:path ex:p ; sh:qualifiedValueShape [ ] ]", "sh:qualifiedMinCount"),
        ("sh:severity 'high'", "sh:severity is to be an IRI"),
        ("sh:message ex:a", "sh:message is to be text"),
        ("sh:path ex:p", "a node shape has no path"),
    ],
)
def test_a_shape_that_is_not_well_formed_is_an_error_that_names_it(shape: str, said: str) -> None:
    with pytest.raises(ShapeError) as caught:
        Engine(turtle(f"ex:S a sh:NodeShape ; sh:targetClass ex:C ; {shape} ."))
    assert str(caught.value).startswith("http://example.org/S: ")
    assert said in str(caught.value)


def test_a_list_in_a_circle_is_refused() -> None:
    with pytest.raises(ShapeError, match="well-formed list"):
        Engine(turtle("ex:S sh:targetClass ex:C ; sh:in ex:l . ex:l rdf:first 1 ; rdf:rest ex:l ."))


def test_a_path_that_is_part_of_itself_is_refused() -> None:
    with pytest.raises(ShapeError, match="sh:path is to be a property path"):
        Engine(turtle("ex:S sh:targetClass ex:C ; sh:property [ sh:path _:p ] . _:p sh:inversePath _:p ."))


def test_shapes_that_are_too_deep_are_refused() -> None:
    with pytest.raises(ShapeError, match="more than 50 deep"):
        Engine(turtle(f"ex:S sh:targetClass ex:C ; {'sh:not [ ' * 300} sh:nodeKind sh:IRI {'] ' * 300} ."))


def test_what_has_no_effect_is_said() -> None:
    engine = Engine(
        turtle("ex:S sh:targetClass ex:C ; sh:minCuont 1 ; sh:rule [ ] ; sh:node ex:Missing ; sh:name 'S' .")
    )
    assert engine.remarks == (
        "http://example.org/S has sh:minCuont, which has no effect: no shape has it in SHACL 1.0",
        "http://example.org/S has sh:rule, which has no effect: no shape has it in SHACL 1.0",
        "http://example.org/Missing is not defined, so everything conforms to it",
    )


def test_the_report_is_a_report_of_shacl() -> None:
    shapes = turtle(
        """ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:message "S"@en ;
             sh:property [ sh:path ( ex:p [ sh:inversePath ex:q ] ) ; sh:maxCount 0 ;
               sh:message "No."@en, "Nein."@de ; sh:severity sh:Info ] ;
             sh:node [ sh:property [ sh:path ex:r ; sh:minCount 1 ; sh:message "r" ] ; sh:message "N" ] ."""
    )
    data = turtle("ex:a a ex:C ; ex:p ex:b . ex:c ex:q ex:b .")
    engine = Engine(shapes)
    ours, theirs = (
        report_graph(results, engine.graph) for results in (fast(engine, data), pyshacl_results(data, engine.graph))
    )
    assert isomorphic(ours, theirs)
    assert len(list(ours.objects(None, SH.detail))) == 1
    assert {str(message) for message in ours.objects(None, SH.resultMessage)} == {"S", "No.", "Nein.", "r"}
    assert (None, SH.conforms, rdflib.Literal(False)) in ours


def test_a_path_is_told_as_sparql_writes_it() -> None:
    engine = Engine(
        turtle("ex:S sh:targetNode ex:a ; sh:property [ sh:path ( ex:p [ sh:inversePath ex:q ] ) ; sh:minCount 1 ] .")
    )
    assert found(engine, fast(engine, [])) == ["ex:a (ex:p/^ex:q) MinCount -"]


def test_triple_terms_are_neither_iris_nor_literals() -> None:
    engine = Engine(
        turtle(
            "ex:S sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:nodeKind sh:IRIOrLiteral ; sh:minLength 1 ] ."
        )
    )
    data = turtle("ex:a ex:p <<( ex:b ex:q ex:c )>> .")
    assert len(fast(engine, data)) == len(in_store(engine, data)) == 2


@pytest.mark.parametrize(
    ("pattern", "flags", "text", "matches"),
    [
        ("^a$", "", "a\n", False),
        (r"^\$$", "", "$", True),
        ("[$]$", "", "a$", True),
        (r"^\d{2,3}$", "", "٣٤", True),
        ("(ab)+c", "", "ababc", True),
        ("^[A-Z]{3}$", "", "CNY", True),
        ("a{,2}b", "", "a{,2}b", False),
        ("^[^a-c]+$", "", "xyz", True),
        ("A B", "ix", "ab", True),
        (r"\p{Han}", "", "山", True),
    ],
)
def test_patterns_match_as_sparql_has_it(pattern: str, flags: str, text: str, matches: bool) -> None:
    found = matcher(pattern, flags)
    assert (found is not None and found(text)) is matches


@pytest.mark.parametrize(("pattern", "flags"), [("(", ""), ("(?=a)", ""), (r"\1", ""), ("a", "z"), ("*", "")])
def test_what_is_no_pattern_of_sparql_is_known_as_such(pattern: str, flags: str) -> None:
    assert matcher(pattern, flags) is None


def test_an_engine_has_to_be_known() -> None:
    with pytest.raises(ValueError, match="'other' is none of fast, pyshacl"):
        Engine([], "other")
