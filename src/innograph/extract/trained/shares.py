"""What share of what a figure is, and of which things told of before it counts a part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from innograph.extract import grammar
from innograph.extract.trained.composing import Composed, Composing

if TYPE_CHECKING:
    from spacy.tokens import Token

    from innograph.extract.analysis import Figure

SHARES = {"percent", "percentage_points"}  # units that shares are told in
COUNTS = {"count"}


class Shares(Composing):
    """Puts together shares: "A's share of B", "the firms that export"."""

    def of(self, figure: Figure, latest: str) -> Iterator[Composed]:
        """All that can be put together for the figure; `latest` is what the last figure measured."""
        verb = grammar.governor(figure.anchor)
        if figure.quantity.unit in SHARES | COUNTS:
            said = "" if _is_share(latest) else latest
            whole = next(
                (o.head for o in grammar.obliques(figure.anchor) if o.marker in {"of", "in"} and self._free(o.head)),
                None,
            )
            if whole is not None:
                yield from self._of_whole(figure, whole, verb, said)
            elif figure.quantity.unit == "percent":
                yield from self._of_told(verb, said)
        yield from self._pointing_back(figure, verb, latest)

    def _free(self, token: Token) -> bool:
        return token.i not in self.analysis.taken

    def _of_whole(self, figure: Figure, head: Token, verb: Token | None, latest: str) -> Iterator[Composed]:
        """ "X makes up 12 percent of Y", "12 percent of Y is exported", "20 of the Y were sold"."""
        whole = self.phrases.called(head)
        text = latest if head.pos_ in {"PRON", "DET"} and latest else whole.text
        place = (whole.first, whole.last)
        if figure.quantity.unit in SHARES:
            owned = f"{whole.owner.name} {text}" if whole.owner else text
            for doer in self._doers(verb):
                part = self.called[doer.i]
                tokens = (min(part.first, whole.first), max(part.last, whole.last))
                detail = f"{doer.tag_}:{verb.lemma_.lower() if verb is not None else ''}"
                owner = part.owner or whole.owner
                yield Composed(f"{part.text} share of {owned}", "share", None, tokens, owner, detail)
            yield Composed(f"share of {owned}", "share:whole", None, place, whole.owner)
            yield Composed(f"share of {text}", "share:bare", None, place, whole.owner)
        if verb is not None and self.telling(verb):
            inside = (t.i for t in verb.subtree if t.i < verb.i + 4 and t.dep_ in {"agent", "pobj"})
            last = max([verb.i, *inside])
            words = self.analysis.parsed[verb.i : last + 1].text
            tokens = (min(whole.first, verb.i), max(whole.last, last))
            yield Composed(f"{text} {words}", "share:done", None, tokens, whole.owner, verb.tag_)
            if figure.quantity.unit in SHARES:
                yield Composed(f"share of {text} {words}", "share:of-done", None, tokens, whole.owner, verb.tag_)

    def _of_told(self, verb: Token | None, latest: str) -> Iterator[Composed]:
        """ "15 percent have been sold": of what was told of last, or what the clause is about."""
        if latest:
            yield Composed(f"share of {latest}", "share:latest")
            if verb is not None and self.telling(verb):
                text = f"share of {latest} {verb.lower_}"
                yield Composed(text, "share:latest-done", None, (verb.i, verb.i), None, verb.tag_)
        for doer in self._doers(verb):
            part = self.called[doer.i]
            if not _is_share(part.text):
                place = (part.first, part.last)
                yield Composed(f"share of {part.text}", "share:doer", doer, place, part.owner)
                yield Composed(f"{part.text} share", "share:part", doer, place, part.owner)

    def _doers(self, verb: Token | None) -> list[Token]:
        return [d for d in grammar.surface_subjects(verb) if d.i in self.called] if verb is not None else []

    def _pointing_back(self, figure: Figure, verb: Token | None, latest: str) -> Iterator[Composed]:
        """ "55 of which", "12 of them were sold": the earlier noun, with what is said of these."""
        if not latest or verb is None or not self.telling(verb):
            return
        back = any(o.head.pos_ in {"PRON", "DET"} for o in grammar.obliques(figure.anchor) if o.marker == "of")
        if back or figure.anchor.dep_ in {"nsubj", "nsubjpass", "dobj"}:
            how = "back" if back else "alone"
            yield Composed(f"{latest} {self.wording(verb)}", f"{how}:done", None, (verb.i, verb.i))


def _is_share(text: str) -> bool:
    return "share" in text.split()
