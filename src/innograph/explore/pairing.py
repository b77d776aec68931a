"""Which fact of the old graph is which of the new one, where the node of it is another.

A claim's IRI is made of its document's text, its place and what it says, so a claim that was corrected has a new one.
Pairs are looked for by rules from strict to loose, and made only where nothing else on either side would do: a pair
that is not certain would tell a change that never was.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

from innograph.explore.telling import Fact

Key = Callable[[Fact], Hashable]  # None where a rule has nothing to say of a fact
Pairs = dict[str, str]  # IRIs of the new graph by those of the old one

_FREE = ("confidence", "basis of the period")  # of the same claim, read again


def pair_documents(gone: Sequence[Fact], new: Sequence[Fact]) -> Pairs:
    """Documents of the same address, else of the same file and title, else of the same file or title."""
    rules: list[Key] = [
        lambda fact: fact.said.get("address"),
        lambda fact: _all(fact.said.get("file"), fact.said.get("title")),
        lambda fact: fact.said.get("file"),
        lambda fact: fact.said.get("title"),
    ]
    return _paired(gone, new, rules)


def pair_claims(gone: Sequence[Fact], new: Sequence[Fact], documents: Mapping[str, str]) -> Pairs:
    """Claims of the same document that are the same one, corrected.

    Args:
        documents: the new IRI of a document that has a new text, by its old one.
    """
    home = {fact.iri: documents.get(fact.document, fact.document) for fact in gone}

    def at(fact: Fact, *parts: Hashable) -> Hashable:
        return (home.get(fact.iri, fact.document), fact.said.get("type"), *parts)

    def period(fact: Fact) -> Hashable:
        return fact.said.get("period"), fact.said.get("period in words")

    def figure(fact: Fact) -> Hashable:
        return fact.said.get("figure")

    rules: list[Key] = [
        lambda fact: at(fact, fact.mark, *_said(fact)),  # nothing but how surely it is known
        lambda fact: at(fact, fact.mark, period(fact), fact.said.get("words")),
        lambda fact: at(fact, fact.mark, period(fact), figure(fact)),
        lambda fact: at(fact, fact.mark, period(fact)),
        lambda fact: at(fact, fact.mark, figure(fact)),
        lambda fact: at(fact, fact.mark, fact.said.get("words")),
        lambda fact: at(fact, figure(fact), fact.said.get("words")) if figure(fact) else None,
        lambda fact: at(fact, fact.said.get("words")),
    ]
    return _paired(gone, new, rules, _alike(gone, new, rules[0]))


def pair_conflicts(gone: Sequence[Fact], new: Sequence[Fact], claims: Mapping[str, str]) -> Pairs:
    """Conflicts of the same kind between claims that are the same."""
    old = {fact.iri for fact in gone}

    def mark(fact: Fact) -> Hashable:
        if fact.iri not in old:
            return fact.mark
        kind, *between = fact.mark
        return (kind, *sorted(claims.get(claim, claim) for claim in between))

    return _paired(gone, new, [mark])


def pair_alike(gone: Sequence[Fact], new: Sequence[Fact]) -> Pairs:
    """Facts of the same words: groups of actors are those of one text, and get another IRI when that changes."""
    return _paired(gone, new, [lambda fact: (fact.line, *fact.said.items())])


def _said(fact: Fact) -> tuple[tuple[str, str], ...]:
    return tuple(item for item in fact.said.items() if item[0] not in _FREE)


def _all(*parts: str | None) -> Hashable:
    return parts if all(parts) else None


def _alike(gone: Iterable[Fact], new: Iterable[Fact], key: Key) -> Pairs:
    """Facts that say the very same, as often as both sides have it, in the order of the text."""
    one, other = _grouped(gone, key), _grouped(new, key)
    pairs: Pairs = {}
    for found in one.keys() & other.keys():
        ordered = (sorted(facts, key=lambda fact: (fact.place, fact.iri)) for facts in (one[found], other[found]))
        pairs.update((old.iri, now.iri) for old, now in zip(*ordered, strict=False))
    return pairs


def _paired(gone: Sequence[Fact], new: Sequence[Fact], rules: Iterable[Key], known: Pairs | None = None) -> Pairs:
    """`known` and the pairs of the first rule that finds exactly one fact on either side."""
    pairs = dict(known or {})
    for rule in rules:
        taken = set(pairs.values())
        one = _grouped((fact for fact in gone if fact.iri not in pairs), rule)
        other = _grouped((fact for fact in new if fact.iri not in taken), rule)
        for found, facts in one.items():
            if len(facts) == 1 and len(other.get(found, ())) == 1:
                pairs[facts[0].iri] = other[found][0].iri
    return pairs


def _grouped(facts: Iterable[Fact], key: Key) -> dict[Hashable, list[Fact]]:
    groups: dict[Hashable, list[Fact]] = {}
    for fact in facts:
        if (found := key(fact)) is not None:
            groups.setdefault(found, []).append(fact)
    return groups
