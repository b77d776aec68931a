"""Write ontology/regions.ttl from the tables in data/reference/.

The tables say what is known of each place and where it comes from (data/reference/README.md); this script only
writes it down as Turtle, sorted, so that the same tables give the same bytes. It needs nothing but Python.

    python scripts/make_regions.py            writes the file
    python scripts/make_regions.py --check    exits 1 if the file is not what the tables give
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TABLES = ROOT / "data" / "reference"
TARGET = ROOT / "ontology" / "regions.ttl"
PLAIN_TABLES = ("supra_regions.csv", "countries.csv", "subdivisions.csv", "cn_prefectures.csv", "cities.csv")

HEAD = """\
@prefix inno:    <https://w3id.org/innograph/ontology#> .
@prefix concept: <https://w3id.org/innograph/concept/> .
@prefix id:      <https://w3id.org/innograph/id/> .
@prefix wd:      <http://www.wikidata.org/entity/> .
@prefix schema:  <https://schema.org/> .
@prefix skos:    <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .

# Written by scripts/make_regions.py from data/reference/: change the tables there, not this file.
# Names and GeoNames ids of cities: GeoNames, CC BY 4.0. All sources: data/reference/README.md.
"""

# GeoNames lists a city as a populated place, which is not quite the unit of administration of the same name.
POPULATED_PLACES = {"prefecture", "city"}
WITHOUT_ADMINISTRATION = {"world", "supra"}


@dataclass(frozen=True)
class Region:
    """One row of the tables; every field but `id`, `level` and `name` may be empty."""

    id: str
    level: str  # notation of a member of concept:region-levels
    name: str  # English
    name_zh: str
    alt: tuple[str, ...]  # English
    alt_zh: tuple[str, ...]
    alt_other: tuple[str, ...]  # name@language
    within: tuple[str, ...]  # ids of the places next above
    iso: tuple[str, ...]
    gb: str
    wikidata: str
    geonames: str
    demonyms: tuple[str, ...]
    nouns: tuple[str, ...]  # that go with this place instead of those of its level
    ambiguous: bool  # for a reason that lies outside the tables: a person's name, a word

    @property
    def labels(self) -> tuple[str, ...]:
        """All English names, the preferred one first."""
        return (self.name, *self.alt)


def many(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)


def rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def province(row: dict[str, str]) -> dict[str, str]:
    """A row of cn_provinces.csv, which keeps the columns of the table of codes, as a row of the other tables."""
    return row | {
        "id": row["iso3166_2"],
        "level": "province",
        "alt_other": "",
        "within": "CN",
        "iso": "|".join(filter(None, (row["iso3166_2"], row["iso3166_1"]))),
        "gb": row["gbt2260"],
        "ambiguous": "",
    }


def region(row: dict[str, str]) -> Region:
    return Region(
        id=row["id"],
        level=row["level"],
        name=row["name_en"],
        name_zh=row["name_zh"],
        alt=many(row["alt_en"]),
        alt_zh=many(row["alt_zh"]),
        alt_other=many(row["alt_other"]),
        within=many(row["within"]),
        iso=many(row["iso"]),
        gb=row["gb"],
        wikidata=row["wikidata"],
        geonames=row["geonames"],
        demonyms=many(row["demonym"]),
        nouns=many(row["nouns"]),
        ambiguous=row["ambiguous"] == "yes",
    )


def read(tables: Path = TABLES) -> list[Region]:
    """All regions, sorted by id."""
    found = [region(province(row)) for row in rows(tables / "cn_provinces.csv")]
    found += [region(row) for name in PLAIN_TABLES for row in rows(tables / name)]
    return sorted(found, key=lambda r: r.id)


def literal(text: str, language: str = "") -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"@{language}' if language else f'"{escaped}"'


def statements(r: Region, ambiguous: bool) -> Iterator[tuple[str, list[str]]]:
    """Predicate and objects, in the order in which they are written; the objects may be none."""
    kind = "inno:SupraRegion" if r.level in WITHOUT_ADMINISTRATION else "schema:AdministrativeArea"
    other = [literal(*name.rsplit("@", 1)) for name in r.alt_other]
    codes = [*r.iso, *([r.gb] if r.gb else [])]
    geonames = [f"<https://sws.geonames.org/{r.geonames}/>"] if r.geonames else []
    close = r.level in POPULATED_PLACES
    yield "a", [kind]
    yield "skos:prefLabel", [literal(r.name, "en"), *([literal(r.name_zh, "zh")] if r.name_zh else [])]
    yield "skos:altLabel", [literal(n, "en") for n in r.alt] + [literal(n, "zh") for n in r.alt_zh] + other
    yield "inno:demonym", [literal(d, "en") for d in r.demonyms]
    yield "inno:ownNoun", [literal(n, "en") for n in r.nouns]
    yield "inno:ambiguous", ["true"] if ambiguous else []
    yield "inno:regionLevel", [f"concept:level-{r.level}"]
    yield "schema:containedInPlace", [f"id:{place}" for place in r.within]
    yield "inno:isoCode", [literal(code) for code in r.iso]
    yield "inno:gbCode", [literal(r.gb)] if r.gb else []
    yield "dcterms:identifier", [literal(code) for code in codes]
    yield "skos:exactMatch", [*([f"wd:{r.wikidata}"] if r.wikidata else []), *([] if close else geonames)]
    yield "skos:closeMatch", geonames if close else []


def turtle(regions: Iterable[Region]) -> str:
    """The regions as Turtle; one whose English name another shares is marked ambiguous."""
    regions = list(regions)
    uses = Counter(label for r in regions for label in {name.casefold() for name in r.labels})
    blocks = [HEAD]
    for r in regions:
        ambiguous = r.ambiguous or any(uses[name.casefold()] > 1 for name in r.labels)
        said = [f"{predicate} {', '.join(objects)}" for predicate, objects in statements(r, ambiguous) if objects]
        blocks.append(f"id:{r.id} " + " ;\n  ".join(said) + " .\n")
    return "\n".join(blocks)


def main(arguments: list[str]) -> int:
    text = turtle(read())
    if "--check" in arguments:
        return int(not TARGET.exists() or TARGET.read_text(encoding="utf-8") != text)
    TARGET.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
