"""What an explanation holds, and how it is shown and handed on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from innograph.explore.plain import plain

if TYPE_CHECKING:
    from rich.console import ConsoleRenderable
    from rich.text import Text


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a document, with those before and after, and the figure in them."""

    exact: str
    prefix: str
    suffix: str
    figure: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """The document that says so."""

    iri: str
    title: str
    date: str | None = None
    publisher: str | None = None
    url: str | None = None
    printed: int = 1  # documents that tell its story, itself among them


@dataclass(frozen=True, slots=True)
class Reading:
    """Words of the text that stood for somebody: "the province" read as its name, in the field `subject`."""

    words: str
    name: str
    field: str


@dataclass(frozen=True, slots=True)
class Told:
    """A claim in words. `line` says what; the other fields when, how surely, on whose word and with which evidence."""

    iri: str
    type: str
    line: str
    modality: str | None
    polarity: str | None
    status: str | None
    period: str | None
    period_basis: str | None
    period_words: str | None
    attribution: str | None
    confidence: str | None
    source: Source
    quotes: tuple[Quote, ...]
    readings: tuple[Reading, ...] = ()
    sources: int = 1  # independent ones, that is stories, that say the same


@dataclass(frozen=True, slots=True)
class Linked:
    """A direct link, in words, and the IRIs of the claims that it rests on."""

    subject: str
    predicate: str
    object: str
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A claim that a conflict or an outcome is about: its first quote and where it stands."""

    claim: str
    quote: str
    source: Source


@dataclass(frozen=True, slots=True)
class Disputed:
    """A conflict: its kind, its size, what it comes to in a sentence, and the claims with their words, in order.

    The size is how many times one figure is the other (`ratio`), or by how much they differ (`difference`, with its
    unit); `confidence` is the least of the claims' own.
    """

    iri: str
    kind: str | None
    ratio: str | None
    comment: str | None
    claims: tuple[str, ...]
    difference: str | None = None
    confidence: str | None = None
    said: tuple[Said, ...] = ()
    one_story: bool = False  # whether the claims stand in reprints of one story


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a target: the verdict, a sentence, and the words of the target and of the figure told later."""

    iri: str
    verdict: str | None
    comment: str | None
    said: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Alike:
    """Another entity that may be the same: its name, how likely (0 to 1) and why."""

    iri: str
    label: str
    score: str
    comment: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that the graph says about a term: an actor or thing, a claim, or a triple."""

    term: str
    label: str
    kind: str  # "entity", "claim" or "triple"
    classes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()  # others than the label
    claims: tuple[Told, ...] = ()
    links: tuple[Linked, ...] = ()
    conflicts: tuple[Disputed, ...] = ()
    outcomes: tuple[Result, ...] = ()  # of targets
    related: tuple[str, ...] = ()  # what is located in it
    likenesses: tuple[Alike, ...] = ()  # what may be the same

    def to_json(self) -> dict[str, Any]:
        """The explanation as a JSON object."""
        return asdict(self)

    def render(self, width: int = 100) -> str:
        """The explanation as plain text, in lines of at most `width` characters."""
        return plain([self], width)

    def __rich__(self) -> ConsoleRenderable:
        """The explanation for a rich console."""
        from rich.console import Group

        return Group(*_parts(self))


def _parts(explanation: Explanation) -> Iterator[ConsoleRenderable]:
    from rich.padding import Padding
    from rich.text import Text

    head = Text(explanation.label, style="bold")
    if explanation.classes:
        head.append(f"  {', '.join(explanation.classes)}", style="dim")
    yield head
    if explanation.names:
        yield Text(f"also called {', '.join(explanation.names)}", style="dim")
    for like in explanation.likenesses:
        yield Text(f"may be the same as {like.label} ({like.score}): {like.comment}", style="italic")
    yield Text("")
    if not explanation.claims:
        yield Text("Nothing in the graph says this." if explanation.kind == "triple" else "Nothing is said about it.")
    for kind, claims in groupby(explanation.claims, key=lambda told: told.type):
        yield Text(kind, style="bold cyan")
        for told in claims:
            yield Padding(_claim(told), (0, 0, 1, 2))
    yield from _section("links", (f"{k.subject} {k.predicate} {k.object}" for k in explanation.links))
    yield from _section("conflicts", _apart(map(_conflict, explanation.conflicts)))
    yield from _section("targets", _apart(map(_outcome, explanation.outcomes)))
    yield from _section("located in it", explanation.related)


def _section(title: str, lines: Iterable[str]) -> Iterator[ConsoleRenderable]:
    from rich.padding import Padding
    from rich.text import Text

    lines = list(lines)
    if lines:
        yield Text(title, style="bold cyan")
        yield Padding(Text("\n".join(lines)), (0, 0, 1, 2))


def _apart(texts: Iterable[str]) -> list[str]:
    """Texts of several lines, an empty line between them."""
    joined = "\n\n".join(texts)
    return [joined] if joined else []


def _conflict(disputed: Disputed) -> str:
    """A conflict in its sentence, with kind, size and confidence, and the words behind it."""
    size = f"ratio {disputed.ratio}" if disputed.ratio else disputed.difference and f"difference {disputed.difference}"
    sure = disputed.confidence and f"confidence {disputed.confidence}"
    head = disputed.comment or ", ".join(disputed.claims)
    one_story = disputed.one_story and "both in reprints of one story"
    about = " · ".join(part for part in (disputed.kind, size, sure, one_story) if part)
    return "\n".join([head, *([f"  {about}"] if about else []), *map(_said, disputed.said)])


def _outcome(result: Result) -> str:
    return "\n".join([result.comment or result.verdict or result.iri, *map(_said, result.said)])


def _said(said: Said) -> str:
    return f"  “{_run_in(said.quote)}” — {_source(said.source)}"


def _claim(told: Told) -> Text:
    from rich.text import Text

    text = Text()
    text.append(told.line, style="bold")
    text.append("\n" + " · ".join(_circumstances(told)), style="dim")
    for reading in told.readings:
        text.append(f"\n“{reading.words}” read as {reading.name}", style="italic")
    for quote in told.quotes:
        text.append("\n")
        text.append_text(_quote(quote))
    text.append(f"\n— {_source(told.source)}", style="dim")
    return text


def _circumstances(told: Told) -> Iterator[str]:
    """How surely, when and on whose word: what goes without saying is left out."""
    if told.polarity and told.polarity != "positive":
        yield told.polarity
    if told.modality:
        yield told.modality
    if told.period:
        yield f"{told.period} ({told.period_basis})" if told.period_basis else told.period
    else:
        yield f"“{told.period_words}”, not resolved" if told.period_words else "no period"
    if told.attribution:
        yield f"according to {told.attribution}"
    if told.status and told.status != "stated":
        yield told.status
    if told.sources > 1:
        yield f"{told.sources} independent sources"
    if told.confidence:
        yield f"confidence {told.confidence}"
    yield told.iri.rsplit("/", 1)[-1]


def _quote(quote: Quote) -> Text:
    from rich.text import Text

    before, after = _run_in(quote.prefix), _run_in(quote.suffix)
    text = Text()
    text.append(f"…{before}" if before else "", style="dim")
    start = len(text)
    text.append(f"“{quote.exact}”")
    if quote.figure and (at := quote.exact.find(quote.figure)) >= 0:
        text.stylize("bold", start + 1 + at, start + 1 + at + len(quote.figure))
    text.append(f"{after}…" if after else "", style="dim")
    return text


def _run_in(words: str) -> str:
    """Words on one line; a space at either end stays, as it tells whether a word ends there."""
    return re.sub(r"\s+", " ", words) if words.strip() else ""


def _source(source: Source) -> str:
    printed = f"a story printed in {source.printed} documents" if source.printed > 1 else None
    return ", ".join(part for part in (source.title, source.publisher, source.date, source.url, printed) if part)
