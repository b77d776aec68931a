"""The grammatical places around a trigger, and a frame's roles put into them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from innograph.extract import grammar
from innograph.extract.analysis import Analysis
from innograph.extract.fillers import Filler, Fillers
from innograph.extract.frames import Frame, Role

if TYPE_CHECKING:
    from spacy.tokens import Token


@dataclass(slots=True)
class Match:
    """A frame that holds at a trigger, with the fillers of each field."""

    frame: Frame
    trigger: Token
    fillers: dict[str, list[Filler]] = field(default_factory=dict)

    @property
    def weight(self) -> tuple[int, int]:
        """What decides between two matches that want the same figure."""
        return self.frame.priority, len(self.fillers)

    def tokens(self) -> Iterator[int]:
        """Indices of all tokens that the match rests on."""
        yield self.trigger.i
        for fillers in self.fillers.values():
            for filler in fillers:
                yield from (filler.first, filler.last)


def _repeats(filler: Filler, known: Filler) -> bool:
    """Whether a filler has the same figure as one before it, or stands inside its words."""
    if filler.figure is not None:
        return filler.figure is known.figure
    return known.first <= filler.first and filler.last <= known.last


class Places:
    """The grammatical places around one trigger, and the frame's roles put into them."""

    def __init__(
        self, trigger: Token, frame: Frame, analysis: Analysis, fillers: Fillers, adopted: dict[int, Token]
    ) -> None:
        self.trigger = trigger
        self.frame = frame
        self.analysis = analysis
        self.fillers = fillers
        self.adopted = adopted
        self.is_verb = frame.part == "Verb"

    def match(self) -> Match | None:
        match = Match(self.frame, self.trigger)
        used: set[int] = set()
        for role in self.frame.roles:
            filled = self._fill(role, used)
            if not filled and role.required and not any(key in match.fillers for key in role.fills):
                return None
            for filler in filled:
                used.add(filler.head.i)
            for key in role.fills:
                if filled and key not in match.fillers:
                    match.fillers[key] = filled
                elif filled and key == "partners":
                    match.fillers[key] += filled
        return match if match.fillers else None

    def _fill(self, role: Role, used: set[int]) -> list[Filler]:
        for position in role.positions:
            for candidates in self._candidates(position, role):
                found: list[Filler] = []
                for token in self._stand_ins(candidates):
                    if token.i in used or not self._head_fits(role, token):
                        continue
                    filler = self.fillers.fill(token, role.kinds, self.trigger)
                    if filler is not None and not any(_repeats(filler, known) for known in found):
                        found.append(filler)
                if found:
                    return found
        return []

    def _stand_ins(self, tokens: list[Token]) -> list[Token]:
        """ "The governments of X and Y" act for X and Y."""
        authority = self.fillers.lexicon.words("authority")
        expanded = []
        for token in tokens:
            places = (
                [o.head for o in grammar.obliques(token) if o.marker == "of"]
                if token.lemma_.lower() in authority
                else []
            )
            named = [p for p in places if p.i in self.analysis.name_at]
            expanded += named if named and token.i not in self.analysis.name_at else [token]
        return expanded

    def _head_fits(self, role: Role, token: Token) -> bool:
        lemma = token.lemma_.lower()
        return (not role.heads or lemma in role.heads) and lemma not in role.not_heads

    def _candidates(self, position: str, role: Role) -> list[list[Token]]:
        """The words at a place, in groups of which the first that has a filler wins."""
        places = {
            "Subject": self._subjects,
            "Object": self._objects,
            "Possessor": lambda: [c for c in self.trigger.children if c.dep_ == "poss"],
            "Modifier": self._modifiers,
            "Self": lambda: [self.trigger],
            "Infinitive": self._infinitives,
            "Adverb": self._adverbs,
            "Apposition": self._appositions,
            "Next": self._next,
            "Before": self._before,
            "Head": self._heads,
            "Clause": self._clause,
            "Inside": self._inside,
        }
        if position == "Oblique":
            return self._marked(self._obliques(), role)
        if position == "Loose":
            return self._marked(self._loose(), role)
        if position == "Governor":
            above = grammar.governor(self.trigger)
            return self._marked(grammar.verb_obliques(above) if above is not None else [], role)
        return [places[position]()]

    def _marked(self, obliques: list[grammar.Oblique], role: Role) -> list[list[Token]]:
        """The phrases with one of the role's prepositions: those that hang on the trigger before all others."""
        chosen = [o for o in obliques if not role.markers or o.marker in role.markers]
        return [[self._after(o) for o in chosen if o.near is near] for near in (True, False)]

    def _after(self, oblique: grammar.Oblique) -> Token:
        """The head of the phrase; or the figure right after the preposition, whatever the parser made of it."""
        figure = self.analysis.figure_at.get(oblique.at + 1) if oblique.at >= 0 else None
        return figure.anchor if figure and figure.anchor.dep_ not in {"nummod"} else oblique.head

    def _subjects(self) -> list[Token]:
        if self.trigger.i in self.adopted:
            return [self.adopted[self.trigger.i]]
        if self.is_verb:
            return grammar.subjects(self.trigger)
        if self.frame.part == "Figure":
            above = grammar.governor(self.trigger)
            return grammar.surface_subjects(above) if above is not None else []
        if self.frame.part == "Noun":
            above = self._supporting_verb()
            if above is not None and above.i in self.adopted:
                return [self.adopted[above.i]]
            return grammar.noun_subjects(self.trigger)
        above = grammar.governor(self.trigger)
        before = self.analysis.parsed[self.trigger.i - 1] if self.trigger.i else None
        if self.trigger.dep_ == "amod":
            return [self.trigger.head]
        if self.frame.part == "Adjective" and before is not None and before.pos_ == "NOUN":
            return [before]  # "goods worth …"
        if above is not None and above.dep_ == "relcl":
            return []  # "those that are worth …" defines, and claims nothing
        return grammar.surface_subjects(above) if above is not None else []

    def _supporting_verb(self) -> Token | None:
        return self.trigger.head if self.trigger.dep_ in {"dobj", "attr"} else None

    def _objects(self) -> list[Token]:
        verb = self.trigger if self.is_verb else grammar.governor(self.trigger) if self.frame.part == "Figure" else None
        found = grammar.objects(verb) if verb is not None else []
        if self.frame.part == "Figure":
            return [o for o in found if o.i not in self.analysis.figure_at]
        found = [o for o in found if self._led_by(o) is None]
        # "invested over 3 billion": the comparator was parsed as a preposition.
        for oblique in self._obliques():
            figure = self.analysis.figure_at.get(oblique.head.i)
            if figure and figure.start <= oblique.head.head.i < figure.end:
                found.append(oblique.head)
        return found

    def _led_by(self, token: Token) -> Token | None:
        """The preposition before a figure that the parser took for an object: "climbed in 2012 to 46.8 percent"."""
        figure = self.analysis.figure_at.get(token.i)
        before = self.analysis.parsed[figure.start - 1] if figure and figure.start else None
        return before if before is not None and before.lower_ in {"to", "from", "by", "at"} else None

    def _obliques(self) -> list[grammar.Oblique]:
        if self.is_verb:
            taken = [(o, led) for o in grammar.objects(self.trigger) if (led := self._led_by(o)) is not None]
            misread = [grammar.Oblique(led.lower_, o, True, led.i) for o, led in taken]
            return grammar.verb_obliques(self.trigger) + misread
        found = [o for member in grammar.conjuncts(self.trigger) for o in grammar.obliques(member)]
        above = grammar.governor(self.trigger)
        if above is not None and self.trigger.dep_ in {"dobj", "attr", "acomp", "advmod", "nsubjpass", "nsubj"}:
            found += [grammar.Oblique(o.marker, o.head, False, o.at) for o in grammar.obliques(above)]
        return found

    def _modifiers(self) -> list[Token]:
        kinds = {"amod", "compound", "nmod", "nummod", "npadvmod", "quantmod"}
        direct = [c for c in self.trigger.lefts if c.dep_ in kinds]
        return direct + [g for c in direct for g in c.children if g.dep_ in kinds]

    def _infinitives(self) -> list[Token]:
        below = [self.trigger, *(c for c in self.trigger.children if c.dep_ in {"prep", "dobj", "attr", "oprd"})]
        return [
            c
            for t in below
            for c in [*t.children, *(g for p in t.children if p.dep_ == "pobj" for g in p.children)]
            if c.i > self.trigger.i and any(a.tag_ == "TO" for a in c.lefts)
        ]

    def _adverbs(self) -> list[Token]:
        return [t for t in self._own_words() if t.dep_ in {"advmod", "acomp", "attr", "oprd", "npadvmod"}]

    def _own_words(self) -> list[Token]:
        """Words of the trigger's own clause."""
        found = []
        waiting = [self.trigger]
        while waiting:
            token = waiting.pop()
            found.append(token)
            waiting += [
                c for c in token.children if c.dep_ not in {"advcl", "relcl", "ccomp", "conj", "csubj", "parataxis"}
            ]
        return sorted(found, key=lambda t: t.i)

    def _appositions(self) -> list[Token]:
        found = [c for c in self.trigger.children if c.dep_ == "appos"]
        if self.trigger.dep_ == "appos":
            found.append(self.trigger.head)
        if self.trigger.dep_ in {"compound", "nmod"}:
            found.append(self.trigger.head)
        return found

    def _next(self) -> list[Token]:
        """What follows the trigger at once, whatever the parser made of it."""
        following = self.trigger.i + 1
        if following < len(self.analysis.parsed) and self.analysis.parsed[following].lower_ == "by":
            following += 1
        figure = self.analysis.figure_at.get(following)
        return [figure.anchor] if figure else []

    def _loose(self) -> list[grammar.Oblique]:
        """Prepositional phrases that stand before the clause or are set off by a comma."""
        parsed = self.analysis.parsed
        start = self.trigger.sent.start
        found = [o for o in self._obliques() if o.near and o.at >= 0]
        return [o for o in found if o.at == start or parsed[o.at - 1].text in {",", ";", "–", "-"}]

    def _inside(self) -> list[Token]:
        """Names and figures within the object phrase."""
        words = [t for o in self._objects() for t in o.subtree]
        anchors = {f.anchor.i for f in self.analysis.figures}
        return [t for t in words if t.i in self.analysis.name_at or t.i in anchors]

    def _before(self) -> list[Token]:
        """The figure that ends right before the trigger: "19.3 percent more"."""
        figure = self.analysis.figure_at.get(self.trigger.i - 1)
        return [figure.anchor] if figure and figure.end == self.trigger.i else []

    def _heads(self) -> list[Token]:
        """What the trigger modifies, is in apposition to, or hangs on by a preposition: "exports of F", "F exports"."""
        found = []
        token = self.trigger
        while token.dep_ in {"nummod", "compound", "amod", "nmod", "quantmod", "npadvmod", "appos", "pobj", "prep"}:
            token = token.head
            if token.pos_ in {"NOUN", "PROPN"} or token.pos_ == "VERB":
                found.append(token)
                break
        return found

    def _clause(self) -> list[Token]:
        return [t for t in self._own_words() if t.i != self.trigger.i]
