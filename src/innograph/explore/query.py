"""Questions to the graph: SPARQL by name, from a file or as given, with parameters bound as terms."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode, QueryBoolean, QuerySolutions, QueryTriples, Triple, Variable

from innograph.errors import QueryError, StoreError
from innograph.explore.names import Names, fold
from innograph.explore.sparql import is_ordered, refuse_unsafe, syntax_error
from innograph.explore.tables import Answer, Term
from innograph.graph.store import GraphStore
from innograph.ontology import PREFIXES, RDF, RDFS, Ontology, data_folder, expand

XSD = PREFIXES["xsd"]

_NAME = re.compile(r"[A-Za-z0-9][\w-]*")
_HEADER = re.compile(r"^#\s*(question|param|example):\s*(.*)$|^#\s*param\s+(\w+)\s*:\s*([\w:.-]+)\s*,?\s*(.*)$")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter as a query's header declares it: `# param region: region, the region's name or IRI`.

    `kind` is text, number, year, date, or what a class is called ("region", "schema:Corporation"): then the value is
    the name of a thing of that class.
    """

    name: str
    kind: str
    description: str


@dataclass(frozen=True, slots=True)
class Question:
    """A query with what its header says of it."""

    name: str
    text: str
    question: str | None = None
    parameters: tuple[Parameter, ...] = ()
    example: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    source: Path | None = None


def read_question(text: str, name: str = "query", source: Path | None = None) -> Question:
    """The question in a query's text: its comments before the first other line say what it asks.

    Raises:
        QueryError: an example is not of the form `name=value`, or is for a parameter that is not declared.
    """
    question, parameters, example = None, list[Parameter](), dict[str, str]()
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            break
        match = _HEADER.match(line)
        if match is None:
            continue
        if match[3]:
            parameters.append(Parameter(match[3], match[4], match[5].strip()))
        elif match[1] == "question":
            question = match[2].strip()
        elif match[1] == "example":
            try:
                example |= dict(pair.split("=", 1) for pair in shlex.split(match[2]))
            except ValueError as error:
                raise QueryError(
                    "an example is written name=value, quoted where it holds spaces", text, number, 1
                ) from error
    unknown = sorted(set(example) - {p.name for p in parameters})
    if unknown:
        raise QueryError(f"the example uses parameters that are not declared: {', '.join(unknown)}", text)
    return Question(name, text, question, tuple(parameters), MappingProxyType(example), source)


def questions(ontology: Ontology) -> list[Question]:
    """The questions that can be asked by name, in order: the shipped ones and those of the user's folders.

    A question of the user's own takes the place of a shipped one of the same name.
    """
    found: dict[str, Question] = {}
    for folder in _query_folders(ontology):
        for path in sorted(folder.glob("*.rq")):
            found[path.stem] = read_question(path.read_text(encoding="utf-8"), path.stem, path)
    return [found[name] for name in sorted(found)]


def _query_folders(ontology: Ontology) -> list[Path]:
    """Folders of questions: the shipped one where the shipped ontology is read, then `queries` of the user's own."""
    shipped = [data_folder("queries")] if data_folder("ontology") in ontology.folders else []
    return [*shipped, *(folder / "queries" for folder in ontology.folders)]


def find_question(query: str | Path, ontology: Ontology) -> Question:
    """The question meant: a path to a file, the name of one of `questions`, or the text of a query.

    Raises:
        QueryError: there is no such file or question.
    """
    text = str(query).strip()
    if isinstance(query, Path) or (text.endswith(".rq") and "\n" not in text and "{" not in text):
        path = Path(query)
        try:
            return read_question(path.read_text(encoding="utf-8"), path.stem, path)
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
            raise QueryError(f"{path}: cannot be read ({reason})", text) from error
    if not _NAME.fullmatch(text):
        return read_question(str(query))
    known = {question.name: question for question in questions(ontology)}
    if text not in known:
        close = get_close_matches(text, known, n=3, cutoff=0.4)
        hint = f"; close to it: {', '.join(close)}" if close else f"; there are: {', '.join(known)}"
        raise QueryError(f'no question is called "{text}"{hint}', text)
    return known[text]


def ask(
    store: GraphStore,
    query: str | Path,
    params: Mapping[str, str] | None = None,
    ontology: Ontology | None = None,
) -> Answer:
    """The answer to a query over the union of all graphs.

    Args:
        query: the name of a shipped or user's question, a path to a `.rq` file, or SPARQL. The prefixes of
            `innograph.ontology.PREFIXES` need not be declared.
        params: values for the parameters that the query's header declares, bound as terms. A parameter that is not
            given stays a free variable.
        ontology: what names and classes of parameters are looked up in; the shipped one by default.

    Raises:
        QueryError: the query is wrong, changes the graph or would reach into the network; a parameter is not
            declared, or its value means nothing that is known.
        StoreError: the store cannot be read.
    """
    ontology = ontology or Ontology()
    question = find_question(query, ontology)
    refuse_unsafe(question.text)
    names = Names(store, ontology)
    bound = bind(question, params or {}, names)
    try:
        result = store.store.query(
            question.text,
            prefixes=PREFIXES,
            use_default_graph_as_union=True,
            substitutions={Variable(name): term for name, term in bound.items()},
        )
        answer = _collect(result, is_ordered(question.text))
    except SyntaxError as error:
        raise syntax_error(question.text, error) from error
    except (RuntimeError, ValueError) as error:
        raise QueryError(_runtime_reason(error), question.text) from error
    except OSError as error:
        raise StoreError(store.location, str(error)) from error
    answer = _without_unused(answer, {p.name for p in question.parameters})
    return replace(answer, labels=_labels(answer, names), question=question.question)


def bind(question: Question, params: Mapping[str, str], names: Names) -> dict[str, NamedNode | Literal]:
    """The terms that the values given for a question's parameters stand for.

    Raises:
        QueryError: a parameter is not declared, a value is not of its kind, or a name means nothing or too much.
    """
    declared = {parameter.name: parameter for parameter in question.parameters}
    bound: dict[str, NamedNode | Literal] = {}
    for name, value in params.items():
        if name not in declared:
            known = f"it has: {', '.join(declared)}" if declared else "it has none"
            raise QueryError(f'"{question.name}" has no parameter "{name}" ({known})', question.text)
        bound[name] = _term(declared[name], value, names)
    return bound


def _term(parameter: Parameter, value: str, names: Names) -> NamedNode | Literal:
    kind = parameter.kind.lower()
    try:
        if kind == "number":
            return Literal(format(Decimal(value), "f"), datatype=NamedNode(XSD + "decimal"))
        if kind == "year":
            return Literal(str(int(value)), datatype=NamedNode(XSD + "integer"))
        if kind == "date":
            return Literal(value, datatype=NamedNode(XSD + "date"))
        if kind == "text":
            return Literal(value)
        return NamedNode(names.resolve(value, _class(parameter.kind, names.ontology)))
    except (InvalidOperation, ValueError) as error:
        raise QueryError(f'{parameter.name}: "{value}" is not a {kind}', value) from error
    except QueryError as error:
        raise QueryError(f"{parameter.name}: {error}", value) from error


def _class(kind: str, ontology: Ontology) -> str | None:
    """The class that a parameter's kind names: None for "thing", which anything is."""
    if kind.lower() == "thing":
        return None
    if ":" in kind:
        return expand(kind)
    for quad in ontology.store.quads_for_pattern(None, NamedNode(RDFS + "label"), None):
        iri = quad.subject.value if isinstance(quad.subject, NamedNode) else ""
        if fold(str(quad.object.value)) == fold(kind) and _is_class(iri, ontology):  # type: ignore[union-attr]
            return iri
    raise QueryError(
        f'"{kind}" is no kind of parameter: text, number, year, date, thing, or what a class is called', kind
    )


def _is_class(iri: str, ontology: Ontology) -> bool:
    """Whether the IRI is a class: properties may have the same label."""
    return ontology.superclasses(iri) != {iri} or expand("owl:Class") in ontology.objects(iri, RDF + "type")


def _collect(result: QuerySolutions | QueryBoolean | QueryTriples, ordered: bool) -> Answer:
    """Everything the result holds; what comes in no order of its own is sorted, so that answers can be compared."""
    if isinstance(result, QueryBoolean):
        return Answer("ask", boolean=bool(result))
    if isinstance(result, QueryTriples):
        return Answer("graph", triples=tuple(sorted(set(result), key=str)))
    variables = tuple(variable.value for variable in result.variables)
    rows: Iterable[tuple[Term | None, ...]] = (tuple(solution[name] for name in variables) for solution in result)
    if not ordered:
        rows = sorted(rows, key=lambda row: [str(term or "") for term in row])
    return Answer("select", variables=variables, rows=tuple(rows))


def _without_unused(answer: Answer, parameters: set[str]) -> Answer:
    """The answer without columns of parameters that found no value, or that repeat another column."""
    columns = list(zip(*answer.rows, strict=True)) or [()] * len(answer.variables)
    used = [
        index
        for index, name in enumerate(answer.variables)
        if name not in parameters
        or (any(term is not None for term in columns[index]) and columns.index(columns[index]) == index)
    ]
    return replace(
        answer,
        variables=tuple(answer.variables[i] for i in used),
        rows=tuple(tuple(row[i] for i in used) for row in answer.rows),
    )


def _labels(answer: Answer, names: Names) -> Mapping[str, str]:
    return MappingProxyType({iri: names.label(iri) for iri in sorted(set(_iris(answer)))})


def _iris(answer: Answer) -> Iterator[str]:
    terms = [term for row in answer.rows for term in row]
    terms += [term for t in answer.triples for term in (t.subject, t.predicate, t.object)]
    for term in terms:
        if isinstance(term, NamedNode):
            yield term.value
        elif isinstance(term, Triple):
            yield from _iris(Answer("graph", triples=(term,)))


def _runtime_reason(error: Exception) -> str:
    """Oxigraph's word for a parameter that the query does not select, in ours."""
    found = re.search(r"does not contains? variable \?(\w+) in its SELECT", str(error))
    return f'the query has to select ?{found[1]} for the parameter "{found[1]}" to be bound' if found else str(error)
