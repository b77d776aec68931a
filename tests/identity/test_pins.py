"""identity.csv: what people have decided holds, and a line that cannot be used is an error that names it."""

from __future__ import annotations

from pathlib import Path

import pytest

from innograph.errors import OntologyError
from innograph.identity.pins import COLUMNS, read_pins
from innograph.identity.reference import References
from innograph.model import Mention
from innograph.ontology import Ontology, expand, identity_file

HEAD = ",".join(COLUMNS)
CORPORATION = "schema:Corporation"


def references(folder: Path, *lines: str) -> References:
    (folder / "identity.csv").write_text("\n".join((HEAD, *lines)) + "\n", encoding="utf-8")
    return References(Ontology([folder]))


def iri(known: References, name: str, kind: str = CORPORATION, entity: str | None = None) -> str:
    return known.of(Mention(name, expand(kind), words=name, entity=entity), "doc-1").iri


def test_same_makes_one_of_names_in_a_row(tmp_path: Path) -> None:
    known = references(
        tmp_path,
        f"Alpha Works,{CORPORATION},Beta Mills,{CORPORATION},same,renamed",
        f"Beta Mills Ltd.,{CORPORATION},Gamma,{CORPORATION},same,",
        "Delta Hub,inno:Platform,id:CN-SD,,same,not true but allowed",
    )
    assert len({iri(known, name) for name in ("Alpha Works", "Alpha Works Inc.", "Beta Mills", "Gamma")}) == 1
    assert iri(known, "Delta Hub", "inno:Platform") == expand("id:CN-SD")
    pin = known.of(Mention("Gamma", expand(CORPORATION)), "doc-1").pin
    assert pin is not None
    assert pin.line in {2, 3}


def test_the_order_of_lines_does_not_matter(tmp_path: Path) -> None:
    lines = [f"A{i},{CORPORATION},A{i + 1},{CORPORATION},same," for i in range(6)]
    one, other = references(tmp_path, *lines), references(tmp_path, *lines[::-1])
    assert len({iri(known, f"A{i}") for known in (one, other) for i in range(7)}) == 1


def test_different_forbids_a_merge_by_name(tmp_path: Path) -> None:
    known = references(tmp_path, f"Orchard Inc.,{CORPORATION},Orchard,{CORPORATION},different,computers and records")
    assert iri(known, "Orchard Inc.") != iri(known, "Orchard")
    assert iri(known, "Orchard Ltd.") == iri(known, "Orchard")
    assert known.decided(iri(known, "Orchard Inc."), iri(known, "Orchard")) is not None


def test_different_forbids_what_the_ontology_would_say(tmp_path: Path) -> None:
    area = "schema:AdministrativeArea"
    known = references(
        tmp_path, f"Jinan Province,{area},id:CN-370100,,different,", f"Greater Jinan,{area},id:CN-370100,,different,"
    )
    assert iri(known, "Jinan", area) == expand("id:CN-370100")
    assert iri(known, "Greater Jinan", area) != expand("id:CN-370100")
    known = references(tmp_path, f"Jinan,{area},id:CN-370100,,different,another Jinan")
    assert iri(known, "Jinan", area) != expand("id:CN-370100")
    assert iri(known, "Jinan", area, entity="id:CN-370100") != expand("id:CN-370100")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (f"A,{CORPORATION},B,{CORPORATION},perhaps,", "line 2: the decision is same or different"),
        (f",{CORPORATION},B,{CORPORATION},same,", "line 2: name_a is empty"),
        (f"A,{CORPORATION},B,,same,", "line 2: kind_b is empty"),
        (f"A,{CORPORATION},B,schema:Nonsense,same,", "line 2: no class is called “schema:Nonsense”"),
        (f"A,{CORPORATION},A,{CORPORATION},same,", "line 2: both sides are the same"),
        (f"A,{CORPORATION},B,{CORPORATION}", "line 2: not 6 columns"),
        (f"A,{CORPORATION},B,{CORPORATION},same,,more", "line 2: not 6 columns"),
        (f"Orchard,{CORPORATION},orchard,{CORPORATION},different,", "line 2: “Orchard” and “orchard” are one name"),
    ],
)
def test_a_line_that_cannot_be_used_is_an_error(tmp_path: Path, line: str, reason: str) -> None:
    with pytest.raises(OntologyError) as error:
        references(tmp_path, line)
    assert reason in str(error.value)
    assert "identity.csv" in str(error.value)


def test_two_decisions_that_cannot_both_hold_are_an_error(tmp_path: Path) -> None:
    lines = [f"A,{CORPORATION},B,{CORPORATION},same,", f"B,{CORPORATION},C,{CORPORATION},same,"]
    with pytest.raises(OntologyError, match="line 4: “A” and “C” are the same, by line"):
        references(tmp_path, *lines, f"A,{CORPORATION},C,{CORPORATION},different,")


def test_a_missing_column_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "identity.csv").write_text("name_a,name_b\nA,B\n")
    with pytest.raises(OntologyError, match="no column kind_a"):
        read_pins(Ontology([tmp_path]))


def test_pins_count_into_the_version_of_the_ontology(tmp_path: Path) -> None:
    references(tmp_path, f"A,{CORPORATION},B,{CORPORATION},same,")
    one = Ontology([tmp_path]).version
    references(tmp_path, f"A,{CORPORATION},B,{CORPORATION},different,")
    assert Ontology([tmp_path]).version != one
    assert Ontology(default=False).identity_files() == []


def test_the_shipped_file_is_clean() -> None:
    pins = [pin for pin in read_pins(Ontology()) if pin.file == identity_file()]
    assert pins
    ends = [frozenset((pin.one, pin.other)) for pin in pins]
    assert len(set(ends)) == len(ends)
    assert all(pin.note for pin in pins)
