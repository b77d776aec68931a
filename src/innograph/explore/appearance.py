"""What colour and shape a term has in a picture, as `ontology/appearance.ttl` says."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass

from innograph.ontology import RDFS, Ontology, expand

LOOK = "https://w3id.org/innograph/appearance#"
PLAIN_COLOUR = "#808080"
SHAPES = frozenset({"circle", "square", "diamond", "triangle", "hexagon", "pentagon"})


@dataclass(frozen=True, slots=True)
class Look:
    """How the members of a class are drawn. `term` is the class that the look was given to, the legend's entry."""

    term: str
    label: str
    colour: str  # "#rrggbb"
    shape: str = "circle"


def local_name(iri: str) -> str:
    """The last part of an IRI or prefixed name."""
    return iri.replace("#", "/").replace(":", "/").rstrip("/").rpartition("/")[2] or iri


def plain_name(ontology: Ontology, iri: str) -> str:
    """What a class or property is called, else its local name in words: "founding date" for schema:foundingDate."""
    return ontology.label(iri) or re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", local_name(iri)).replace("_", " ").lower()


def look_of_type(ontology: Ontology, type_: str) -> Look:
    """The look of a class (IRI or prefixed name): its own, else that of the nearest class above it that has one."""
    start = expand(type_)
    waiting, seen = deque([start]), {start}
    while waiting:
        term = waiting.popleft()
        if colour := ontology.value(term, LOOK + "colour"):
            shape = ontology.value(term, LOOK + "shape") or "circle"
            label = plain_name(ontology, term)
            return Look(term, label, _hex(colour), shape if shape in SHAPES else "circle")
        above = [c for c in ontology.objects(term, RDFS + "subClassOf") if c not in seen]
        seen.update(above)
        waiting.extend(above)
    return Look(start, plain_name(ontology, start), PLAIN_COLOUR)


def look_of_link(ontology: Ontology, predicate: str) -> Look:
    """The look of a kind of link."""
    iri = expand(predicate)
    colour = ontology.value(iri, LOOK + "colour") or PLAIN_COLOUR
    return Look(iri, plain_name(ontology, iri), _hex(colour), "line")


def _hex(colour: str) -> str:
    """`colour` if it is six hexadecimal digits after a #; anything else would end up unchecked in style sheets."""
    digits = colour.removeprefix("#")
    ok = len(digits) == 6 and all(c in "0123456789abcdefABCDEF" for c in digits)
    return "#" + digits.lower() if ok else PLAIN_COLOUR
