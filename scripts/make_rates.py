"""Write ontology/rates.ttl from data/reference/exchange-rates.csv.

The table says how many units of a currency a US dollar cost on average in a year, and where that comes from
(data/reference/README.md); this script only writes it down as Turtle, sorted. It needs nothing but Python.

    python scripts/make_rates.py            writes the file
    python scripts/make_rates.py --check    exits 1 if the file is not what the table gives
"""

from __future__ import annotations

import csv
import sys
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "data" / "reference" / "exchange-rates.csv"
TARGET = ROOT / "ontology" / "rates.ttl"

HEAD = """\
@prefix inno:    <https://w3id.org/innograph/ontology#> .
@prefix concept: <https://w3id.org/innograph/concept/> .

# Written by scripts/make_rates.py from data/reference/exchange-rates.csv: change the table there, not this file.
# Units of a currency for one US dollar, average of the year. Sources: data/reference/README.md.

"""


def rates() -> str:
    """The rates as Turtle: a concept for each currency and year, concept:rate-CNY-2023."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: (row["currency"], row["year"]))
    years = sorted({row["year"] for row in rows})
    own = [{"currency": "USD", "year": year, "per_dollar": "1"} for year in years]
    lines = [
        f"concept:rate-{row['currency']}-{row['year']} inno:perDollar {_decimal(row['per_dollar'])} .\n"
        for row in [*rows, *own]
    ]
    return HEAD + "".join(lines)


def _decimal(words: str) -> str:
    """A number as Turtle reads a decimal: with a point."""
    number = format(Decimal(words), "f")
    return number if "." in number else f"{number}.0"


def main() -> int:
    text = rates()
    if "--check" in sys.argv[1:]:
        return int(not TARGET.is_file() or TARGET.read_text(encoding="utf-8") != text)
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
