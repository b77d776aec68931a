"""Stable IRIs: the same name of the same kind of thing gives the same IRI, in every document and every build.

A name is folded to a key (case, accents, punctuation, legal form) and the key written as a slug. Where the slug
cannot hold all of the key, as with Chinese names, a hash of the key follows it, so that two keys never share an IRI.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from itertools import takewhile

from pyoxigraph import NamedNode

from innograph.graph.namespaces import Namespaces
from innograph.model import Mention
from innograph.ontology import FR, Ontology, expand

_GROUP = expand("inno:ActorGroup")
_LONGEST_SLUG = 60
_SYMBOLS = "+#&%"
_LOOSE_POINT = re.compile(r"(?<!\d)[.,]|[.,](?!\d)")  # not between digits


def digest(*parts: str, length: int = 12) -> str:
    """A hash of `parts` in hexadecimal; no two different sequences of parts are joined to the same text."""
    joined = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(joined.encode()).hexdigest()[:length]


def tokens(name: str) -> list[str]:
    """The words of a name, folded: case, width, the accents of Latin letters and all punctuation are gone.

    Signs that tell names apart (C++, R&D) are words of their own; a point or comma inside a number stays.
    """
    kept: list[str] = []
    for char in unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold()):
        category = unicodedata.category(char)[0]
        if category == "M":
            if kept and not kept[-1].isascii():  # an accent on a Latin letter is dropped, a vowel sign is kept
                kept.append(char)
        elif category in "LN" or char in ".,'’":
            kept.append(char)
        else:
            kept.append(f" {char} " if char in _SYMBOLS else " ")
    text = re.sub(r"['’](s\b)?", "", "".join(kept))
    text = _LOOSE_POINT.sub(" ", text)
    return unicodedata.normalize("NFC", text).split()


def slug(words: Iterable[str]) -> tuple[str, bool]:
    """Folded words as part of an IRI, and whether they can be read back from it."""
    parts = list(words)
    readable = [re.sub(r"[^a-z0-9.]", "", part) for part in parts]
    text = "-".join(part for part in readable if part)
    return text[:_LONGEST_SLUG].strip("-."), readable == parts and len(text) <= _LONGEST_SLUG and bool(text)


def _strip_legal_forms(words: list[str], forms: Iterable[list[str]]) -> list[str]:
    longest_first = sorted(forms, key=len, reverse=True)
    while True:
        form = next((f for f in longest_first if len(f) < len(words) and words[-len(f) :] == f), None)
        if form is None:
            return words
        words = words[: -len(form)]


def name_key(name: str, kind: str, ontology: Ontology) -> tuple[str, ...]:
    """The folded words that identify `name` among things of class `kind` (IRI)."""
    above = ontology.superclasses(kind)
    words = tokens(name)
    articles = {article for cls in above for article in ontology.objects(cls, FR + "article")}
    leading = len(list(takewhile(articles.__contains__, words)))
    words = words[leading:] or words
    forms = [tokens(form) for cls in above for form in ontology.objects(cls, FR + "legalForm")]
    return tuple(_strip_legal_forms(words, [form for form in forms if form]))


def kind_slug(kind: str, ontology: Ontology) -> str:
    """What IRIs of things of class `kind` begin with: `fr:slug` of the nearest class that has one."""
    above = sorted(ontology.superclasses(kind), key=lambda c: (-len(ontology.superclasses(c)), c))
    known = next((found for cls in above if (found := ontology.value(cls, FR + "slug"))), None)
    return known or slug(tokens(re.split(r"[/#]", kind)[-1]))[0] or "thing"


def minted(name: str, kind: str, ontology: Ontology, namespaces: Namespaces, *context: str) -> NamedNode:
    """The IRI of a new entity. `context` keeps apart things of one name that are not one, such as unplaced groups."""
    key = name_key(name, kind, ontology)
    readable, whole = slug(key)
    parts = [kind_slug(kind, ontology), readable]
    if not whole or context:
        parts.append(digest(*(key or (name,)), *context))
    return namespaces.resource("-".join(part for part in parts if part))


def entity_iri(mention: Mention, ontology: Ontology, namespaces: Namespaces, document: str) -> NamedNode:
    """The IRI of who or what was meant: the known entity, else one minted from kind and name.

    A group is what its name says in its place; one without a known place is that of its `document` (id) alone, since
    "the enterprises" of two documents are not the same.

    Raises:
        ValueError: the mention names an entity that is no IRI.
    """
    if mention.entity is not None:
        return NamedNode(expand(mention.entity))
    if not ontology.is_kind_of(mention.kind, _GROUP):
        return minted(mention.name, mention.kind, ontology, namespaces)
    if mention.place is None:
        return minted(mention.name, mention.kind, ontology, namespaces, document)
    place = re.split(r"[/#:]", mention.place)[-1]
    return minted(f"{mention.name} {place}", mention.kind, ontology, namespaces)


def claim_key(claim_id: str) -> str:
    """The part of a claim's id that its own nodes share in their IRIs."""
    bare = claim_id.removeprefix("claim-")
    return bare if re.fullmatch(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*", bare) else digest(claim_id, length=16)
