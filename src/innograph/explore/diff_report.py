"""A difference of two graphs as text for a terminal, as Markdown and as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from innograph.explore.plain import plain
from innograph.explore.telling import Fact

if TYPE_CHECKING:
    from rich.console import ConsoleRenderable
    from rich.text import Text

    from innograph.explore.difference import Change, Diff, Section

_SIGNS = {"added": "+", "removed": "-", "changed": "~"}
_STYLES = {"added": "green", "removed": "red", "changed": "yellow"}
_WORDS = {"added": "added", "removed": "gone", "changed": "changed"}
_UNTOLD = {
    "claim": "of claims (which run or frame made them, their status and sources)",
    "document": "of documents (which run read them, what they tell again)",
    "mention": "of how documents word names",
    "run": "of runs",
    "link": "of links (which claims they rest on)",
    "conflict": "of conflicts (which claims they are between)",
    "outcome": "of what became of targets",
    "likeness": "of entities that may be one",
    "entity": "of entities",
    "part": "of nodes that belong to no claim",
    "blank node": "of blank nodes",
    "term": "of the vocabulary in use",
    "": "of nodes that are not described",
}
_NOBODY = "no actor named"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")  # must not steer a terminal
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~])")
_HASH = re.compile(r"\b([0-9a-f]{12})[0-9a-f]{52}\b")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A fact as it is shown: what became of it, its line, where it stands, and its fields that changed."""

    fate: str  # "added", "removed" or "changed"
    about: str
    line: str
    source: str
    fields: tuple[str, ...] = ()


def difference_text(diff: Diff, width: int, *, colour: bool = False) -> str:
    """The difference for people, in lines of at most `width` columns."""
    from rich.padding import Padding

    parts = (Padding(text, (0, 0, 0, depth)) for depth, text in _lines(diff, width))
    return plain(parts, width, colour=colour)


def difference_markdown(diff: Diff) -> str:
    """The difference in Markdown."""
    lines = [f"# What changed from {_code(diff.old)} to {_code(diff.new)}", ""]
    if not diff:
        return "\n".join([*lines, "Nothing: both hold the same.", ""])
    lines += ["| | added | gone | changed |", "|---|---|---|---|"]
    for name, section in diff.sections.items():
        lines.append(f"| {name} | {len(section.added)} | {len(section.removed)} | {len(section.changed)} |")
    for name, section in diff.sections.items():
        if section:
            lines += ["", f"## {name.capitalize()}"]
        for about, entries in groupby(_entries(section, diff), key=lambda entry: entry.about):
            lines += ["", *([f"### {_escaped(about or _NOBODY)}", ""] if about or name == "claims" else [])]
            for entry in entries:
                source = f" — {_escaped(entry.source)}" if entry.source else ""
                lines.append(f"- **{_WORDS[entry.fate]}** {_escaped(entry.line)}{source}")
                lines += [f"  - {_escaped(change)}" for change in entry.fields]
    lines += [f"\n{_escaped(note)}" for note in _notes(diff)]
    return "\n".join(lines) + "\n"


def difference_data(diff: Diff) -> dict[str, Any]:
    """The difference as plain data: for each kind of fact `added`, `removed` and `changed`, then counts of quads."""
    return {
        "old": diff.old,
        "new": diff.new,
        "same": not diff,
        **{name: _section_data(section, diff) for name, section in diff.sections.items()},
        "quads": {"added": len(diff.added), "removed": len(diff.removed), "untold": dict(diff.untold)},
        "compared_as": "triples" if diff.triples else "quads",
        "blank_nodes": diff.canonical,
    }


def _section_data(section: Section, diff: Diff) -> dict[str, Any]:
    data: dict[str, Any] = {
        "added": [_fact_data(fact) for fact in section.added],
        "removed": [_fact_data(fact) | _heir(fact, diff) for fact in section.removed],
        "changed": [_change_data(change) for change in section.changed],
    }
    return data | ({"kept": section.kept} if section.kept else {})


def _heir(fact: Fact, diff: Diff) -> dict[str, str]:
    return {"now": diff.merged[fact.iri]} if fact.iri in diff.merged else {}


def _fact_data(fact: Fact) -> dict[str, Any]:
    own = {"iri": fact.iri, "line": fact.line, "about": fact.about, "source": fact.source, "document": fact.document}
    return {key: value for key, value in own.items() if value} | {"said": dict(fact.said)}


def _change_data(change: Change) -> dict[str, Any]:
    fields = {name: {"old": was, "new": now} for name, was, now in change.fields}
    return {"old": _fact_data(change.old), "new": _fact_data(change.new), "fields": fields}


def _lines(diff: Diff, width: int) -> Iterator[tuple[int, ConsoleRenderable]]:
    """The lines of the text, each with how far it is indented."""
    from rich.text import Text

    yield 0, Text(_clean(f"{diff.old} → {diff.new}"), style="bold")
    if not diff:
        yield 0, Text("Both hold the same.")
        return
    for name, section in diff.sections.items():
        yield 0, Text(f"{name:<11}{_sums(section)}")
    for name, section in diff.sections.items():
        if section:
            yield 0, Text("")
            yield 0, Text(name, style="bold cyan")
        for about, entries in groupby(_entries(section, diff), key=lambda entry: entry.about):
            if about or name == "claims":
                yield 1, Text(about or _NOBODY, style="bold")
            for entry in entries:
                line = Text(entry.line, style=_STYLES[entry.fate])
                source = Text(f"— {entry.source}" if entry.source else "", style="dim")
                beside = not entry.fields and len(entry.line) + len(entry.source) + 8 <= width
                yield 2, _hanging(entry.fate, Text(" ").join((line, source)) if beside and source else line)
                yield from ((6, Text(change)) for change in entry.fields)
                if source and not beside:
                    yield 4, source
    for note in _notes(diff):
        yield 0, Text("")
        yield 0, Text(note, style="dim")


def _hanging(fate: str, line: Text) -> ConsoleRenderable:
    """A line whose continuation begins under its first word."""
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=1)
    grid.add_column()
    grid.add_row(Text(_SIGNS[fate], style=_STYLES[fate]), line)
    return grid


def _sums(section: Section) -> str:
    counts = {"added": section.added, "removed": section.removed, "changed": section.changed}
    told = [f"{len(facts):,} {_WORDS[fate]}" for fate, facts in counts.items() if facts]
    kept = [f"{section.kept:,} the same in a new text"] if section.kept else []
    return ", ".join(told + kept) or "as before"


def _entries(section: Section, diff: Diff) -> list[_Entry]:
    """All facts of a section, those about one actor together, changes first."""
    entries = [_changed(change) for change in section.changed]
    entries += [_entry("removed", fact, diff.merged.get(fact.iri)) for fact in section.removed]
    entries += [_entry("added", fact) for fact in section.added]
    return sorted(entries, key=lambda entry: entry.about.casefold())  # stable: changed, gone, added


def _entry(fate: str, fact: Fact, now: str | None = None) -> _Entry:
    fields = (f"now counted as {_clean(now)}",) if now else ()
    return _Entry(fate, _clean(fact.about), _clean(fact.told()), _clean(fact.source), fields)


def _changed(change: Change) -> _Entry:
    fields = tuple(f"{name}: {_value(was)} → {_value(now)}" for name, was, now in change.fields)
    return _Entry("changed", _clean(change.new.about), _clean(change.new.told()), _clean(change.new.source), fields)


def _value(words: str | None) -> str:
    return _HASH.sub(r"\1…", _clean(words)) if words else "none"


def _notes(diff: Diff) -> Iterator[str]:
    if diff.untold:
        told = ", ".join(f"{count:,} {_UNTOLD.get(kind, kind)}" for kind, count in sorted(diff.untold.items()))
        yield f"Besides, {sum(diff.untold.values()):,} quads differ that tell no fact of their own: {told}."
    if diff.triples:
        yield "Compared as triples: one of the two does not tell named graphs apart."
    if diff.canonical:
        yield (
            "Blank nodes are named after what is said of them (RDFC-1.0): where that changes, more of them can show "
            "than were touched."
        )


def _clean(words: str) -> str:
    """Words of a document on one line, without characters that would steer the terminal."""
    return _CONTROL.sub(" ", words)


def _escaped(words: str) -> str:
    """Words that Markdown shows as they stand."""
    return _MARKUP.sub(r"\\\1", words)


def _code(name: str) -> str:
    return f"`{_clean(name).replace('`', '')}`"
