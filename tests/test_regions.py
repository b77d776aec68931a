"""The regions are data, and are tested like code."""

from __future__ import annotations

import csv
import importlib.util
import re
import sys
import time
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store

ROOT = Path(__file__).resolve().parent.parent
REGIONS = ROOT / "ontology" / "regions.ttl"
PLACES = ROOT / "ontology" / "places.ttl"
ID = "https://w3id.org/innograph/id/"
INNO = "https://w3id.org/innograph/ontology#"
SCHEMA = "https://schema.org/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
CONCEPT = "https://w3id.org/innograph/concept/"
IDENTIFIER = "http://purl.org/dc/terms/identifier"

# First two digits of GB/T 2260 by the letters of ISO 3166-2:CN, written down here once more, apart from the tables.
PROVINCES = {
    "BJ": 11, "TJ": 12, "HE": 13, "SX": 14, "NM": 15, "LN": 21, "JL": 22, "HL": 23, "SH": 31, "JS": 32, "ZJ": 33,
    "AH": 34, "FJ": 35, "JX": 36, "SD": 37, "HA": 41, "HB": 42, "HN": 43, "GD": 44, "GX": 45, "HI": 46, "CQ": 50,
    "SC": 51, "GZ": 52, "YN": 53, "XZ": 54, "SN": 61, "GS": 62, "QH": 63, "NX": 64, "XJ": 65, "TW": 71, "HK": 81,
    "MO": 82,
}  # fmt: skip


def load_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_regions", ROOT / "scripts" / "make_regions.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


make_regions = load_script()


@cache
def store() -> Store:
    loaded = Store()
    for path in (REGIONS, PLACES):
        loaded.load(path=path, format=RdfFormat.TURTLE)
    return loaded


def values(subject: str, predicate: str) -> list[str]:
    return [q.object.value for q in store().quads_for_pattern(NamedNode(subject), NamedNode(predicate), None)]


def said(predicate: str) -> dict[str, list[Literal | NamedNode]]:
    """Everything said with a property, by subject, in the order of the IRIs."""
    found: dict[str, list[Literal | NamedNode]] = defaultdict(list)
    for quad in store().quads_for_pattern(None, NamedNode(predicate), None):
        if quad.subject.value.startswith(ID):
            found[quad.subject.value].append(quad.object)
    return dict(sorted(found.items()))


def english(predicate: str) -> dict[str, list[str]]:
    found = {iri: [o.value for o in objects if o.language == "en"] for iri, objects in said(SKOS + predicate).items()}
    return {iri: names for iri, names in found.items() if names}


def region_named(name: str) -> str:
    [iri] = [iri for iri, names in english("prefLabel").items() if name in names]
    return iri.removeprefix(ID)


def test_file_is_what_the_tables_give() -> None:
    assert REGIONS.read_text(encoding="utf-8") == make_regions.turtle(make_regions.read())
    assert make_regions.main(["--check"]) == 0


def test_check_finds_a_file_that_was_edited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(make_regions, "TARGET", tmp_path / "regions.ttl")
    assert make_regions.main(["--check"]) == 1
    assert make_regions.main([]) == 0
    assert make_regions.main(["--check"]) == 0
    with make_regions.TARGET.open("a", encoding="utf-8") as file:
        file.write("# by hand\n")
    assert make_regions.main(["--check"]) == 1


def test_regions_are_sorted_and_told_once() -> None:
    ids = re.findall(r"^id:(\S+) a ", REGIONS.read_text(encoding="utf-8"), re.MULTILINE)
    assert ids == sorted(set(ids))
    assert len(ids) == len(english("prefLabel"))


@pytest.mark.parametrize("table", make_regions.PLAIN_TABLES)
def test_tables_are_sorted_and_trimmed(table: str) -> None:
    rows = list(make_regions.rows(make_regions.TABLES / table))
    assert [row["id"] for row in rows] == sorted({row["id"] for row in rows})
    for row in rows:
        for cell in row.values():
            assert all(part == part.strip() and part for part in cell.split("|")) or cell == "", row


def test_each_region_has_one_english_name_that_no_other_has() -> None:
    names = english("prefLabel")
    assert all(len(found) == 1 for found in names.values())
    assert [name for name, n in Counter(found[0] for found in names.values()).items() if n > 1] == []


def test_names_shared_by_regions_are_flagged() -> None:
    flagged = set(said(INNO + "ambiguous"))
    bearers: dict[str, set[str]] = defaultdict(set)
    for predicate in ("prefLabel", "altLabel"):
        for iri, names in english(predicate).items():
            for name in names:
                bearers[name.casefold()].add(iri)
    shared = {name: iris for name, iris in bearers.items() if len(iris) > 1}
    assert {name for name, iris in shared.items() if not iris <= flagged} == set()
    assert shared["suzhou"] == {ID + "CN-320500", ID + "CN-341300"}
    assert shared["taizhou"] == {ID + "CN-321200", ID + "CN-331000"}
    assert shared["jilin"] == {ID + "CN-JL", ID + "CN-220200"}
    assert shared["georgia"] == {ID + "GE", ID + "US-GA"}
    assert {ID + "CN-SD", ID + "CN-HA"} & flagged == set()


def test_labels_are_trimmed_and_not_repeated() -> None:
    preferred, other = said(SKOS + "prefLabel"), said(SKOS + "altLabel")
    for iri, labels in preferred.items():
        every = [*labels, *other.get(iri, [])]
        assert len(every) == len(set(every)), iri
        assert all(label.language and label.value == " ".join(label.value.split()) for label in every), iri


def test_identifiers_are_well_formed_and_unique() -> None:
    patterns = {
        INNO + "isoCode": r"[A-Z]{2}(-[A-Z0-9]{1,3})?",
        INNO + "gbCode": r"\d{6}",
        INNO + "regionLevel": CONCEPT + r"level-[a-z]+",
    }
    for predicate, pattern in patterns.items():
        for iri, objects in said(predicate).items():
            assert all(re.fullmatch(pattern, o.value) for o in objects), (iri, predicate)
    entity = r"http://www\.wikidata\.org/entity/Q[1-9]\d*|https://sws\.geonames\.org/[1-9]\d*/"
    for predicate in (IDENTIFIER, SKOS + "exactMatch", SKOS + "closeMatch"):
        uses = Counter(o.value for objects in said(predicate).values() for o in objects)
        assert [value for value, n in uses.items() if n > 1] == []
        assert predicate == IDENTIFIER or all(re.fullmatch(entity, value) for value in uses)


def test_codes_are_also_plain_identifiers() -> None:
    iso, gb = said(INNO + "isoCode"), said(INNO + "gbCode")
    for iri, objects in said(IDENTIFIER).items():
        assert set(objects) == {*iso.get(iri, []), *gb.get(iri, [])}


def test_local_names_are_the_codes() -> None:
    for iri, objects in said(INNO + "isoCode").items():
        assert iri.removeprefix(ID) in {o.value for o in objects}
    for iri, [code] in said(INNO + "gbCode").items():
        assert iri == ID + "CN-" + code.value or code.value.endswith("0000")


def test_all_provincial_units_of_china_are_there() -> None:
    level = NamedNode(CONCEPT + "level-province")
    provinces = [iri for iri, levels in said(INNO + "regionLevel").items() if level in levels]
    found = {iri.removeprefix(ID + "CN-") for iri in provinces if iri.startswith(ID + "CN-")}
    assert found == set(PROVINCES)
    for letters, digits in PROVINCES.items():
        assert values(f"{ID}CN-{letters}", INNO + "gbCode") == [f"{digits}0000"]
        assert values(f"{ID}CN-{letters}", SCHEMA + "containedInPlace") == [ID + "CN"]


def test_provinces_carry_what_the_table_of_codes_says() -> None:
    with (ROOT / "data" / "reference" / "cn_provinces.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 34
    for row in rows:
        iri = ID + row["iso3166_2"]
        assert row["iso3166_2"] in values(iri, INNO + "isoCode")
        assert values(iri, INNO + "gbCode") == [row["gbt2260"]]
        assert row["name_zh"] in values(iri, SKOS + "prefLabel")
        matches = {"http://www.wikidata.org/entity/" + row["wikidata"]}
        matches |= {f"https://sws.geonames.org/{row['geonames']}/"} if row["geonames"] else set()
        assert set(values(iri, SKOS + "exactMatch")) == matches
        # The digits of the old ISO codes are those of GB/T 2260, but for the two special administrative regions.
        assert row["iso_pre2017"][3:] == row["gbt2260"][:2] or row["iso3166_2"] in {"CN-HK", "CN-MO"}


@pytest.mark.parametrize(
    ("name", "chinese", "iso", "gb"),
    [
        ("Henan", "河南省", "CN-HA", "410000"),
        ("Hunan", "湖南省", "CN-HN", "430000"),
        ("Shaanxi", "陕西省", "CN-SN", "610000"),
        ("Shanxi", "山西省", "CN-SX", "140000"),
        ("Hebei", "河北省", "CN-HE", "130000"),
        ("Hubei", "湖北省", "CN-HB", "420000"),
        ("Jiangsu", "江苏省", "CN-JS", "320000"),
        ("Jiangxi", "江西省", "CN-JX", "360000"),
        ("Guangdong", "广东省", "CN-GD", "440000"),
        ("Guangxi", "广西壮族自治区", "CN-GX", "450000"),
    ],
)
def test_provinces_with_like_names_are_not_swapped(name: str, chinese: str, iso: str, gb: str) -> None:
    assert region_named(name) == iso
    assert Literal(chinese, language="zh") in said(SKOS + "prefLabel")[ID + iso]
    assert values(ID + iso, INNO + "gbCode") == [gb]


def test_prefectures_lie_in_the_province_of_their_code() -> None:
    province_of = {f"{digits}": f"{ID}CN-{letters}" for letters, digits in PROVINCES.items()}
    cities = {iri: code.value for iri, [code] in said(INNO + "gbCode").items() if not code.value.endswith("0000")}
    for iri, code in cities.items():
        assert values(iri, SCHEMA + "containedInPlace") == [province_of[code[:2]]]
    size = Counter(code[:2] for code in cities.values())
    assert (size["37"], size["41"]) == (16, 18)  # Shandong; Henan with Jiyuan
    assert ID + "CN-419001" in cities
    capitals = {code for code in map(str, PROVINCES.values()) if code not in {"11", "12", "31", "50", "71", "81", "82"}}
    assert {code for code in capitals if f"{code}0100" not in cities.values()} == set()


def test_every_region_lies_in_a_country_or_the_world() -> None:
    within = {iri: [o.value for o in objects] for iri, objects in said(SCHEMA + "containedInPlace").items()}
    levels = {iri: level.value for iri, [level] in said(INNO + "regionLevel").items()}
    assert set(levels) == set(english("prefLabel"))

    def above(iri: str, seen: frozenset[str]) -> set[str]:
        assert iri in levels, f"nothing is known of {iri}"
        assert iri not in seen, f"{iri} contains itself"
        return {iri}.union(*(above(place, seen | {iri}) for place in within.get(iri, [])))

    for iri, level in levels.items():
        chain = above(iri, frozenset())
        assert ID + "world" in chain, iri
        if level not in {CONCEPT + "level-world", CONCEPT + "level-supra"}:
            assert CONCEPT + "level-country" in {levels[place] for place in chain}, iri


def test_levels_are_declared_and_have_common_nouns() -> None:
    for level in {level.value for [level] in said(INNO + "regionLevel").values()}:
        assert values(level, SKOS + "inScheme") == [CONCEPT + "region-levels"]
        assert level == CONCEPT + "level-" + values(level, SKOS + "notation")[0]
        assert values(level, INNO + "commonNoun")


def test_own_nouns_tell_apart_what_one_level_holds() -> None:
    nouns = {iri.removeprefix(ID): {o.value for o in objects} for iri, objects in said(INNO + "ownNoun").items()}
    assert "CN-SD" not in nouns  # goes by the nouns of its level
    assert nouns["CN-BJ"] >= {"municipality", "city"}
    assert nouns["CN-NM"] == {"autonomous region", "region"}
    assert nouns["JP-27"] == {"prefecture"}
    assert nouns["GB-SCT"] == {"country", "nation"}
    assert nouns["DE-BE"] >= {"city", "state"}


def test_demonyms_are_adjectives_of_countries_and_not_names() -> None:
    demonyms = {iri.removeprefix(ID): [o.value for o in objects] for iri, objects in said(INNO + "demonym").items()}
    names = {name for p in ("prefLabel", "altLabel") for found in english(p).values() for name in found}
    assert demonyms["CN"] == ["Chinese"]
    assert set(demonyms["KR"]) == {"Korean", "South Korean"}
    assert {name for found in demonyms.values() for name in found} & names == set()


def test_every_property_used_is_declared() -> None:
    used = {q.predicate.value for q in store() if q.subject.value.startswith(ID)}
    own = {p for p in used if p.startswith((INNO, SCHEMA))}
    assert own == {p for p in own if values(p, "http://www.w3.org/2000/01/rdf-schema#label")}


@pytest.mark.parametrize(
    ("name", "iri"),
    [
        ("Baden-Württemberg", "DE-BW"),
        ("Saxony", "DE-SN"),
        ("Basque Country", "ES-PV"),
        ("Lombardy", "IT-25"),
        ("Finland", "FI"),
        ("Netherlands", "NL"),
        ("Taiwan", "CN-TW"),
        ("Quebec", "CA-QC"),
        ("North Carolina", "US-NC"),
        ("Victoria", "AU-VIC"),
        ("Scotland", "GB-SCT"),
        ("Wales", "GB-WLS"),
        ("Inner Mongolia", "CN-NM"),
        ("Tibet", "CN-XZ"),
        ("Xi'an", "CN-610100"),
        ("European Union", "european-union"),
        ("world", "world"),
    ],
)
def test_regions_go_by_their_everyday_names(name: str, iri: str) -> None:
    assert region_named(name) == iri


@pytest.mark.parametrize(
    ("alternative", "iri"),
    [
        ("UK", "GB"),
        ("U.S.", "US"),
        ("the Netherlands", "NL"),
        ("Czech Republic", "CZ"),
        ("Republic of Korea", "KR"),
        ("Xizang", "CN-XZ"),
        ("Baden-Wurttemberg", "DE-BW"),
        ("EU", "european-union"),
        ("the world", "world"),
    ],
)
def test_other_names_lead_to_one_region(alternative: str, iri: str) -> None:
    assert [found for found, names in english("altLabel").items() if alternative in names] == [ID + iri]


def test_file_is_small_and_loads_fast() -> None:
    assert REGIONS.stat().st_size < 1_000_000
    seconds = []
    for _ in range(5):
        start = time.perf_counter()
        Store().load(path=REGIONS, format=RdfFormat.TURTLE)
        seconds.append(time.perf_counter() - start)
    assert min(seconds) < 0.15
