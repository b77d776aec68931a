"""Whom a figure may be about: the actors of its sentence, and those of the text so far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from innograph.classes import GROUP
from innograph.extract import grammar
from innograph.extract.trained.candidates import Candidate
from innograph.extract.trained.memory import Known, Memory
from innograph.extract.trained.pointers import ROLES, Local, Pointer, Pointers, role_of
from innograph.extract.trained.relations import Anchored, distance, relations
from innograph.model import Mention

__all__ = ["NOBODY", "Actors", "Local"]

NOBODY = Candidate("", {"nobody"})
KEPT = 14  # actors of the text so far that are considered, the last ones first


class Actors(Memory):
    """Offers the actors of a document for whom a figure, or a trigger, may be about."""

    def of(
        self,
        figure: Anchored,
        local: list[Local],
        indicator: Candidate | None,
        proposed: Iterable[str],
        *,
        bodies: bool = False,
    ) -> list[Candidate]:
        """Everybody whom the figure may be about, and nobody. `proposed` are whom frames take for it; `bodies` leaves
        out groups and people."""
        found: dict[str, Candidate] = {}

        def candidate(mention: Mention) -> Candidate:
            return found.setdefault(mention.name, Candidate(mention.name, mention=mention))

        everybody = [k for k in self.known.values() if not bodies or self._is_body(k.mention, k.person)]
        local = [a for a in local if not bodies or self._is_body(a.mention, a.sure)]
        related = relations(figure.anchor)
        for rank, actor in enumerate(sorted(local, key=lambda a: abs(a.head.i - figure.anchor.i))):
            here = candidate(actor.mention)
            if here.tokens is None:
                here.tokens = (actor.head.i, actor.head.i)
                here.mention = actor.mention
                here.features |= {f"near-rank={min(rank, 4)}"}
            here.features |= set(self._local(actor, figure, related, indicator))
        if (
            indicator is not None
            and indicator.owner is not None
            and (not bodies or not self._is(indicator.owner, GROUP))
        ):
            candidate(indicator.owner).features.add("owner")
        for name, mention in self._placed(local, figure, everybody):
            candidate(mention).features.add(name)
        top = max((k.count for k in everybody), default=0)
        noun = _noun(indicator.text) if indicator is not None else ""
        for name, item in found.items():
            item.features |= set(self._told(name, top))
            kinds = list(self._kind(item.mention))
            item.features |= set(kinds)
            item.features |= {f"{noun}&{k}" for k in kinds}
        self._point(figure, local, related, indicator, found)
        for name in proposed:
            if name in found:
                found[name].features.add("proposed")
        return [*found.values(), NOBODY]

    def _placed(self, local: list[Local], figure: Anchored, everybody: list[Known]) -> Iterator[tuple[str, Mention]]:
        """Who stands out among the others, by place in the sentence or in the text so far, and how."""
        recent = sorted(everybody, key=lambda k: (k.last, k.in_title, k.count), reverse=True)
        for rank, known in enumerate(recent[:4]):
            yield f"recent={rank}", known.mention
        for rank, known in enumerate(sorted(everybody, key=lambda k: -k.count)[:3]):
            yield f"told={rank}", known.mention
        lefts = [a for a in local if a.head.i < figure.anchor.i]
        if lefts:
            yield "nearest-left", lefts[-1].mention
            yield "first-left", lefts[0].mention
        rights = [a for a in local if a.head.i > figure.anchor.i]
        if rights:
            yield "nearest-right", rights[0].mention
        if len({a.mention.name for a in local}) == 1:
            yield "alone", local[0].mention
        for rank, known in enumerate(recent):
            if rank < KEPT or known.in_title or known.heading == self.headings:
                yield "known", known.mention
        if (country := self._country()) is not None:
            yield "country", country

    def situation(self, figure: Anchored, local: list[Local], indicator: Candidate | None) -> tuple[str, ...]:
        """What the choice hangs on whoever is chosen: how the owner of what is measured, and the subject, are told."""
        related = relations(figure.anchor)
        forms = {a.head.i: a.form for a in local}
        roles = {
            role_of(a.head, figure.anchor, related.get(a.head.i, ()), indicator): a.form
            for a in reversed(local)
            if a.form != "group"
        }
        roles |= {
            role_of(p.token, figure.anchor, related.get(p.token.i, ()), indicator): p.sort
            for p in self.pointers
            if p.sort != "description" or p.classes
        }
        best = next((r for r in ROLES if r in roles), "none")
        verb = grammar.governor(figure.anchor)
        subjects = grammar.surface_subjects(verb) if verb is not None else []
        subject = next((forms[s.i] for s in subjects if s.i in forms), "thing" if subjects else "none")
        return (f"subject={subject}", f"best={best}", f"block={self.block}")

    def _local(
        self, actor: Local, figure: Anchored, related: dict[int, set[str]], indicator: Candidate | None
    ) -> Iterator[str]:
        head, anchor = actor.head, figure.anchor
        yield "here"
        yield f"form:{actor.form}"
        side = "left" if head.i < anchor.i else "right"
        yield f"{side}{distance(head.i, anchor.i)}"
        yield f"here:{side}"
        yield f"dep={head.dep_}"
        if head.dep_ in {"pobj", "poss"}:
            yield f"after:{head.head.lower_ if head.dep_ == 'pobj' else 's'}"
        names = related.get(head.i, {"apart"})
        yield from names
        role = role_of(head, anchor, names, indicator)
        yield f"role={role}"
        yield f"role={role}:{actor.form}"
        if head.dep_ in {"nsubj", "nsubjpass"} and head.head.lemma_.lower() in self.lexicon.words("reporting"):
            yield "reports"
        if head.i == head.sent.start or (head.dep_ == "pobj" and head.head.i == head.sent.start):
            yield "fronted"
        if head.left_edge.i <= 1:
            yield f"opens:{self.block}"

    def _point(
        self,
        figure: Anchored,
        local: list[Local],
        related: dict[int, set[str]],
        indicator: Candidate | None,
        found: dict[str, Candidate],
    ) -> None:
        """Tells how well everybody fits the words that point back: the nearest one for each part that they play."""
        pointers = Pointers(self.lexicon, self.gazetteer)
        nearest: dict[str, Pointer] = {}
        for pointer in sorted(self.pointers, key=lambda p: abs(p.token.i - figure.anchor.i)):
            role = role_of(pointer.token, figure.anchor, related.get(pointer.token.i, ()), indicator)
            nearest.setdefault(role, pointer)
        for role, pointer in nearest.items():
            fits = {n: pointers.fit(pointer, c.mention) for n, c in found.items() if c.mention} if pointer.noun else {}
            fitting = [n for n, fit in fits.items() if fit != "no"]
            if pointer.noun and not fitting:
                continue
            latest = max(
                fitting,
                key=lambda n: (fits[n] == "word", fits[n] != "maybe", self._since(n, pointer, local)),
                default="",
            )
            for name, item in found.items():
                if item.mention is None:
                    continue
                where = self._where(name, pointer, local)
                if pointer.noun:
                    item.features |= {f"points:{role}:{fits[name]}", f"points:{fits[name]}:{where}"}
                    if name == latest:
                        item.features |= {"points:latest", f"points:{role}:latest"}
                else:
                    item.features |= {f"{pointer.sort}:{role}:{where}", f"{pointer.sort}:{where}"}

    def _since(self, name: str, pointer: Pointer, local: list[Local]) -> tuple[int, int]:
        here = max(
            (a.head.i for a in local if a.mention.name == name and a.head.i < pointer.token.i and a.form == "name"),
            default=-1,
        )
        known = self.known.get(name)
        return here, known.last if known else -1

    def _where(self, name: str, pointer: Pointer, local: list[Local]) -> str:
        """Where somebody was named before a word that points back."""
        here = [
            a
            for a in local
            if a.mention.name == name and a.head.i < pointer.token.i and a.form in {"name", "description", "echo"}
        ]
        if here:
            subject = any(a.head.dep_ in {"nsubj", "nsubjpass"} for a in here)
            return "here-subject" if subject else "here"
        known = self.known.get(name)
        if known is None:
            return "later"
        if name == self.last_subject:
            return "last-subject"
        if self.sentence - known.last == 1:
            return "last"
        if name == self.last_claimed:
            return "claimed"
        return "paragraph" if known.paragraph == self.paragraph else "before"


def _noun(text: str) -> str:
    """The noun of an indicator, roughly: its last word before a preposition."""
    words = text.lower().split()
    end = next(
        (i for i, w in enumerate(words) if i and w in {"of", "in", "for", "on", "from", "with", "to", "by", "at"}),
        len(words),
    )
    return words[end - 1].removesuffix("s") if words else ""
