"""How the time to find likenesses grows with the number of names.

    python benchmarks/identity.py [NUMBER ...]      default: 10000 20000 40000

Names of enterprises, universities, institutes, people and fields are put together from made-up words, with the kinds of
doubles that texts have: legal forms, "Group", initials, another order of words, a slip. Near linear means that the time
for each name, and the number of comparisons for each, stay about the same.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator

from innograph.identity.blocking import Blocks
from innograph.identity.likeness import Comparer, Facts
from innograph.ontology import Ontology, expand

SYLLABLES = [
    "ba",
    "be",
    "bo",
    "da",
    "de",
    "do",
    "fa",
    "ga",
    "ka",
    "ki",
    "la",
    "lin",
    "lo",
    "ma",
    "mi",
    "na",
    "no",
    "pa",
    "ra",
    "ri",
    "ro",
    "sa",
    "sen",
    "ta",
    "ti",
    "va",
    "vo",
    "wen",
    "xi",
    "yu",
    "zhe",
    "zo",
]
TRADES = [
    "Steel",
    "Chemical",
    "Pharmaceuticals",
    "Semiconductor",
    "Materials",
    "Robotics",
    "Energy",
    "Electronics",
    "Technologies",
    "Motors",
]
FIELDS = ["marine", "quantum", "carbon", "solar", "medical", "digital", "precision", "green", "smart", "textile"]


def words(rng: random.Random, count: int) -> str:
    """So many made-up words with capitals."""
    return " ".join("".join(rng.choices(SYLLABLES, k=rng.randint(2, 4))).capitalize() for _ in range(count))


def doubled(rng: random.Random, name: str, kind: str) -> str:
    """Another name that a text may have for the same."""
    if kind == "schema:Person":
        return f"Dr. {name}" if rng.random() < 0.5 else " ".join(reversed(name.split()))
    slip = rng.randrange(1, len(name) - 1)
    ways = [f"{name} Group", f"{name} Co., Ltd.", "".join(w[0] for w in name.split()), name[:slip] + name[slip + 1 :]]
    return rng.choice(ways)


def names(number: int) -> Iterator[Facts]:
    """Entities of all kinds, about one in five a double of another one."""
    rng = random.Random(4)
    made: list[tuple[str, str]] = []
    while len(made) < number:
        kind = rng.choice(
            ["schema:Corporation"] * 4 + ["schema:Person"] * 3 + ["schema:CollegeOrUniversity", "inno:Field"]
        )
        if kind == "schema:Corporation":
            name = f"{words(rng, rng.randint(1, 2))} {rng.choice(TRADES)}"
        elif kind == "schema:CollegeOrUniversity":
            name = f"University of {words(rng, 1)}"
        else:
            name = (
                words(rng, 2)
                if kind == "schema:Person"
                else f"{rng.choice(FIELDS)} {words(rng, 1).lower()} {words(rng, 1).lower()}"
            )
        made.append((name, kind))
        if rng.random() < 0.2:
            made.append((doubled(rng, name, kind), kind))
    for at, (name, kind) in enumerate(made[:number]):
        yield Facts(f"urn:{at:07}", (name,), frozenset({expand(kind)}))


def main(numbers: list[int]) -> None:
    """One line for each number of names."""
    print(f"{'names':>8}{'seconds':>10}{'µs a name':>12}{'compared a name':>17}{'alike':>8}{'largest block':>15}")
    for number in numbers:
        comparer = Comparer(Ontology())
        entities = list(names(number))
        start = time.perf_counter()
        blocks = Blocks(comparer)
        for facts in entities:
            blocks.add(facts)
        compared = alike = 0
        for facts in entities:
            for other in blocks.near(facts):
                if other > facts.iri:
                    compared += 1
                    alike += comparer.likeness(facts, blocks.facts[other]) is not None
        seconds = time.perf_counter() - start
        print(
            f"{number:8}{seconds:10.2f}{1e6 * seconds / number:12.0f}{compared / number:17.2f}"
            f"{alike:8}{blocks.largest:15}"
        )


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]] or [10_000, 20_000, 40_000])
