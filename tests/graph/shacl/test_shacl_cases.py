"""Each feature of SHACL Core: what is found is what the specification says, in memory and in a store."""

from __future__ import annotations

import pytest
from shacl_results import Case, by_pyshacl, cases, fast, found, in_store, turtle, without_path

from innograph.graph.shacl import Engine

CASES = cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_the_specification_asks_for_is_found(case: Case) -> None:
    engine = Engine(turtle(case.shapes))
    assert engine.remarks == ()
    assert found(engine, fast(engine, turtle(case.data))) == sorted(case.finds)


@pytest.mark.parametrize(("graphs", "few"), [(1, 500), (3, 0)], ids=["small", "large"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_same_is_found_in_a_store(case: Case, graphs: int, few: int) -> None:
    engine = Engine(turtle(case.shapes))
    assert found(engine, in_store(engine, turtle(case.data), graphs, few)) == sorted(case.in_store)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_pyshacl_agrees_or_is_known_not_to(case: Case) -> None:
    try:
        theirs = by_pyshacl(case.shapes, case.data)
    except Exception as error:  # noqa: BLE001 - it gives up in many ways
        theirs = [str(error)]
    assert (theirs == without_path(case.finds)) is not bool(case.pyshacl)
