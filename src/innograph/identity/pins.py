"""Pairs of names that people have decided on: `identity.csv`, shipped and in folders of the user's own.

A line names two things, each by an IRI or by a name and its class, and says `same` or `different`. `same` makes one of
them; `different` keeps them two, whatever their names, and unlikely to be one.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from innograph.errors import OntologyError
from innograph.ontology import PREFIXES, Ontology, expand

COLUMNS = ("name_a", "kind_a", "name_b", "kind_b", "decision", "note")
SAME, DIFFERENT = "same", "different"


@dataclass(frozen=True, slots=True)
class Named:
    """One side of a pair: a name with the IRI of its class, or an IRI."""

    name: str
    kind: str | None  # None where `name` is an IRI

    @property
    def is_iri(self) -> bool:
        """Whether it is named by its IRI."""
        return self.kind is None


@dataclass(frozen=True, slots=True)
class Pin:
    """A decided pair."""

    one: Named
    other: Named
    same: bool
    note: str
    file: Path
    line: int

    def error(self, reason: str) -> OntologyError:
        """What is wrong with the line."""
        return OntologyError(self.file, f"line {self.line}: {reason}")


def read_pins(ontology: Ontology) -> list[Pin]:
    """The decided pairs of an ontology, in the order of files and lines.

    Raises:
        OntologyError: a file cannot be read, lacks a column, or a line is no decision about two things.
    """
    return [pin for path in ontology.identity_files() for pin in _of_file(path, ontology)]


def _of_file(path: Path, ontology: Ontology) -> Iterator[Pin]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                raise OntologyError(path, f"line 1: no column {', '.join(missing)}; expected: {','.join(COLUMNS)}")
            for row in reader:
                line = reader.line_num
                if None in row or None in row.values():
                    raise OntologyError(
                        path, f"line {line}: not {len(reader.fieldnames or ())} columns, as the first line has"
                    )
                cells = {name: row[name].strip() for name in COLUMNS}
                if any(cells.values()):
                    yield _pin(cells, path, line, ontology)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise OntologyError(path, str(error)) from error


def _pin(cells: dict[str, str], path: Path, line: int, ontology: Ontology) -> Pin:
    if cells["decision"] not in {SAME, DIFFERENT}:
        raise OntologyError(path, f"line {line}: the decision is {SAME} or {DIFFERENT}, not “{cells['decision']}”")
    sides = []
    for end in "ab":
        name, kind = cells[f"name_{end}"], cells[f"kind_{end}"]
        if not name:
            raise OntologyError(path, f"line {line}: name_{end} is empty")
        if is_iri(name):
            sides.append(Named(expand(name), None))
        elif not kind:
            raise OntologyError(
                path, f"line {line}: kind_{end} is empty: what is “{name}”? A class such as schema:Corporation"
            )
        elif not is_class(expand(kind), ontology):
            raise OntologyError(path, f"line {line}: no class is called “{kind}”")
        else:
            sides.append(Named(name, expand(kind)))
    if sides[0] == sides[1]:
        raise OntologyError(path, f"line {line}: both sides are the same")
    return Pin(sides[0], sides[1], cells["decision"] == SAME, cells["note"], path, line)


def is_iri(name: str) -> bool:
    """Whether a name is an IRI, whole or with a known prefix."""
    prefix, colon, local = name.partition(":")
    return name.startswith(("http://", "https://", "urn:")) or bool(
        colon and local and prefix in PREFIXES and " " not in name
    )


def is_class(iri: str, ontology: Ontology) -> bool:
    """Whether the ontology knows the IRI as that of a class of things."""
    return len(ontology.superclasses(iri)) > 1 or ontology.label(iri) is not None
