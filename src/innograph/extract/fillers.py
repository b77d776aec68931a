"""What may fill a role: whether a phrase is of the kind that the role asks for, and what it then says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from innograph.classes import ACTOR, FIELD, INDICATOR, MATERIAL, PLACE, THING
from innograph.extract import grammar
from innograph.extract.analysis import Analysis, Figure
from innograph.extract.discourse import Discourse
from innograph.extract.lexicon import Lexicon
from innograph.extract.phrases import Phrase, Phrases
from innograph.model import Mention
from innograph.ontology import INNO, expand

if TYPE_CHECKING:
    from spacy.tokens import Token

CURRENCY_LENGTH = 3
FEW = 12
ROLE = expand("org:Role")
SCOPE = INNO + "Scope"
BODY = INNO + "Body"


@dataclass(frozen=True, slots=True)
class Filler:
    """What fills a role: its words and their tokens, and according to its kind a figure, a mention, an owner."""

    head: Token
    first: int
    last: int
    text: str
    mention: Mention | None = None
    figure: Figure | None = None
    owner: Mention | None = None  # whose the thing is
    datatype: str | None = None  # of a literal


class Fillers:
    """Tests phrases of one block against kinds."""

    def __init__(self, analysis: Analysis, lexicon: Lexicon, discourse: Discourse, phrases: Phrases) -> None:
        self.analysis = analysis
        self.lexicon = lexicon
        self.discourse = discourse
        self.phrases = phrases
        self._tests = {
            "Figure": lambda h, t: self._figure(h, self._is_level),
            "Value": lambda h, t: self._value(h),
            "Times": lambda h, t: self._figure(h, lambda u: u in {"times", "times_of"}),
            "Money": lambda h, t: self._figure(h, is_currency),
            "Percent": lambda h, t: self._figure(h, lambda u: u == "percent"),
            "Change": lambda h, t: self._figure(
                h, lambda u: u in {"percent", "percentage_points", "times", "times_of"}
            ),
            "Count": lambda h, t: self._figure(h, lambda u: u == "count"),
            "Rank": lambda h, t: self._rank(h),
            "Counted": lambda h, t: self._counted(h),
            "Measure": lambda h, t: self._measure(h),
            "Phrase": lambda h, t: self._phrase(h),
            "Name": lambda h, t: self._name(h),
            "Scope": lambda h, t: self._scope(h),
            "Action": lambda h, t: self._action(h),
            "Share": self._share,
            "CountedDone": self._counted_done,
            "Whole": lambda h, t: self._whole(h),
            "Date": lambda h, t: self._date(h),
            "Text": lambda h, t: self._words(h),
            "Role": self._role,
        }

    def fill(self, head: Token, kinds: tuple[str, ...], trigger: Token) -> Filler | None:
        """The filler that the phrase makes for a role of one of `kinds`, or None."""
        for kind in kinds:
            test = self._tests.get(kind)
            filler = test(head, trigger) if test else self._of_class(head, kind)
            if filler is not None and (filler.figure or any(c.isalnum() for c in filler.text)):
                return filler
        return None

    # -- figures -----------------------------------------------------------------------------------------------------

    def _figure(self, head: Token, accepts: Callable[[str], bool]) -> Filler | None:
        if head.lemma_.lower() in self.lexicon.words("figureNoun"):  # "by an average of 12 percent"
            inner = [o.head for o in grammar.obliques(head) if o.marker == "of" and o.head.i in self.analysis.figure_at]
            head = inner[0] if inner else head
        found = self.analysis.figure_at.get(head.i)
        if found is None or not accepts(found.quantity.unit):
            return None
        if found.anchor.i != head.i and head.dep_ not in {"nmod", "compound", "nummod", "amod", "quantmod"}:
            return None
        if found.quantity.unit == "count" and found.anchor.dep_ in {"nummod", "compound"}:
            return None  # it counts a noun
        if found.quantity.unit == "count" and found.start and self.analysis.parsed[found.start - 1].lower_ == "the":
            return None  # "the 787" is a name
        return Filler(head, found.start, found.end - 1, "", figure=found)

    def _value(self, head: Token) -> Filler | None:
        """Any figure, whatever it stands with."""
        found = self.analysis.figure_at.get(head.i)
        return Filler(head, found.start, found.end - 1, "", figure=found) if found else None

    def _is_level(self, unit: str) -> bool:
        """Whether something can have the unit as its level: no rank, no comparison, no length of time."""
        return unit not in {"rank", "times", "times_of", "percentage_points"} | self.lexicon.words("timeUnit")

    def _rank(self, head: Token) -> Filler | None:
        named = head.lemma_.lower() in self.lexicon.words("rankNoun")
        for token in [head, *head.children] if named else [head]:
            found = self.analysis.figure_at.get(token.i)
            if found and found.quantity.unit == "rank":
                return Filler(head, min(found.start, head.i), max(found.end - 1, head.i), "", figure=found)
        return None

    def _counted(self, head: Token) -> Filler | None:
        found = self.phrases.counted(head)
        if found is None:
            return None
        figure, noun = found
        if self._definite(head) and figure.quantity.value <= FEW:
            return None  # "the two regions" are known already: nobody counts them here
        if noun.lemma_.lower() in self.lexicon.words("trivial"):
            return None
        members = [c for c in noun.rights if c.dep_ == "conj"]
        alone = any(self.phrases.counted(m) or m.i in self.analysis.name_at for m in members)
        phrase = self.phrases.called(noun, conjoined=bool(members) and not alone)
        first, last = min(figure.start, phrase.first, head.i), max(phrase.last, noun.i)
        owner = phrase.owner or (self.phrases.owner(head) if head is not noun else None)
        return Filler(head, first, last, phrase.text, self._indicator(phrase), figure, owner)

    # -- phrases -----------------------------------------------------------------------------------------------------

    def _plain(self, head: Token) -> bool:
        return head.i not in self.analysis.taken and head.pos_ in {"NOUN", "PROPN", "VERB", "ADJ"}

    def _indicator(self, phrase: Phrase) -> Mention:
        span = self.analysis.span_of(phrase.first, phrase.last)
        return Mention(phrase.text, INDICATOR, span, phrase.text)

    def _measure(self, head: Token) -> Filler | None:
        """Something that can be measured: a noun phrase that names nobody."""
        # "Contracts" as the subject of a clause is a noun, whatever the tagger took it for.
        nominal = head.pos_ in {"NOUN", "PROPN"} or (head.tag_ == "VBZ" and head.dep_ in {"nsubj", "nsubjpass"})
        if not self._plain(head) or not nominal:
            return None
        inner = self.phrases.through(head)
        name = self.analysis.name_at.get(inner.i)
        if (name is not None and name.kind != INDICATOR) or self.phrases.counted(head):
            return None
        if self.phrases.described(inner) is not None or inner.i in self.analysis.taken:
            return None
        phrase = self.phrases.called(head, conjoined=head.dep_ == "pobj")
        if phrase.text.lower() in self.lexicon.words("generic") or any(c.lower_ == "such" for c in inner.lefts):
            return None
        return Filler(head, phrase.first, phrase.last, phrase.text, self._indicator(phrase), owner=phrase.owner)

    def _share(self, head: Token, trigger: Token) -> Filler | None:
        """ "90 percent of X are done by Y" measures X done by Y."""
        figure = self.analysis.figure_at.get(head.i)
        if figure is None or figure.quantity.unit != "percent" or figure.anchor.i != head.i:
            return None
        wholes = [o.head for o in grammar.obliques(head) if o.marker == "of"]
        if not wholes or wholes[0].pos_ == "PRON" or not grammar.is_verb(trigger):
            return None
        whole = self.phrases.called(wholes[0])
        if head in grammar.objects(trigger) and not grammar.is_passive(trigger):
            return self._share_of_object(head, trigger, figure, whole)
        last = self._predicate_end(trigger)
        done = self.analysis.parsed[trigger.i : last + 1].text
        text = f"{whole.text} {done}" if trigger.tag_ == "VBN" else f"{whole.text} that {done}"
        mention = Mention(text, INDICATOR, self.analysis.span_of(figure.start, last), text)
        return Filler(head, figure.start, last, text, mention, figure, whole.owner)

    def _definite(self, head: Token) -> bool:
        return any(c.dep_ == "det" and c.lower_ in self.lexicon.words("definite") for c in head.lefts)

    def _whole(self, head: Token) -> Filler | None:
        """What a percentage is of: "31 percent of X" is a share of X."""
        figure = self.analysis.figure_at.get(head.i)
        wholes = [o.head for o in grammar.obliques(head) if o.marker == "of"]
        if figure is None or figure.quantity.unit != "percent" or figure.anchor.i != head.i or not wholes:
            return None
        if wholes[0].pos_ not in {"NOUN", "PROPN"}:
            return None  # "a third of it": of what is not said here
        whole = self.phrases.called(wholes[0])
        owned = f"{whole.text} of {whole.owner.name}" if whole.owner else whole.text
        text = f"share of {owned}"
        mention = Mention(text, INDICATOR, self.analysis.span_of(figure.start, whole.last), text)
        return Filler(head, figure.start, max(whole.last, figure.end - 1), text, mention, figure)

    def _counted_done(self, head: Token, trigger: Token) -> Filler | None:
        """ "28 laboratories were certified last year" counts laboratories certified."""
        counted = self._counted(head)
        if counted is None or head.i > trigger.i or self._definite(head):
            return None
        last = self._predicate_end(trigger)
        done = self.analysis.parsed[trigger.i : last + 1].text
        text = f"{counted.text} {done}" if grammar.is_passive(trigger) else f"{counted.text} that {done}"
        mention = Mention(text, INDICATOR, self.analysis.span_of(counted.first, last), text)
        return replace(counted, last=max(last, counted.last), text=text, mention=mention)

    def _predicate_end(self, trigger: Token) -> int:
        """The last token of the verb with the first phrase after it, without times."""
        after = [c for c in trigger.rights if c.dep_ in {"agent", "dobj", "prep", "attr", "acomp", "oprd"}]
        after = [c for c in after if not any(t.i in self.analysis.time_at for t in c.subtree)]
        last = max([trigger.i, *(t.i for c in after[:1] for t in c.subtree)])
        words = self.analysis.parsed[trigger.i : last + 1]
        return next((t.i - 1 for t in words if t.text in {",", ";", ":", "("}), last)

    def _share_of_object(self, head: Token, trigger: Token, figure: Figure, whole: Phrase) -> Filler | None:
        """ "Y does 90 percent of X" measures X done by Y as well."""
        doers = grammar.subjects(trigger)
        if (
            trigger.tag_ not in {"VBD", "VBN"}
            or not doers
            or doers[0].pos_ == "PRON"
            or self.phrases.actor(doers[0], groups=False)
        ):
            return None
        text = f"{whole.text} {trigger.text} by {self.phrases.called(doers[0]).text}"
        first, last = doers[0].left_edge.i, whole.last
        mention = Mention(text, INDICATOR, self.analysis.span_of(first, last), text)
        return Filler(head, first, last, text, mention, figure, whole.owner)

    def _phrase(self, head: Token) -> Filler | None:
        if not self._plain(head) or head.lemma_.lower() in self.lexicon.words("trivial"):
            return None
        phrase = self.phrases.called(head, conjoined=True)
        if phrase.text.lower() in self.lexicon.words("vague"):
            return None
        mention = Mention(phrase.text, FIELD, self.analysis.span_of(phrase.first, phrase.last), phrase.text)
        return Filler(head, phrase.first, phrase.last, phrase.text, mention, owner=phrase.owner)

    def _words(self, head: Token) -> Filler | None:
        phrase = self.phrases.called(head, conjoined=True)
        return Filler(head, phrase.first, phrase.last, phrase.text)

    def _name(self, head: Token) -> Filler | None:
        name = self.analysis.name_at.get(head.i)
        mention = self.phrases.named(head)
        return Filler(head, name.start, name.end - 1, mention.name, mention) if name and mention else None

    def _date(self, head: Token) -> Filler | None:
        time = self.analysis.time_at.get(head.i)
        if time is None or time.period.iso is None:
            return None
        iso = time.period.iso
        types = {r"\d{4}": "gYear", r"\d{4}-\d\d": "gYearMonth", r"\d{4}-\d\d-\d\d": "date"}
        datatype = expand("xsd:" + next((t for form, t in types.items() if re.fullmatch(form, iso)), "string"))
        return Filler(head, time.start, time.end - 1, iso, datatype=datatype)

    def _action(self, head: Token) -> Filler | None:
        """ "To master the technology" is the mastery of the technology."""
        noun = self.lexicon.nominals.get(head.lemma_.lower())
        objects = grammar.objects(head)
        if noun is None or not objects:
            return None
        thing = self._thing(objects[0], (THING,))
        if thing is None and objects[0].lower_ in self.lexicon.words("itPronoun"):
            known = self.discourse.by_noun((THING,))
            if known is None:
                return None
            thing = self._mentioned(objects[0], known)
        text = f"{noun} of {thing.text if thing else self.phrases.called(objects[0]).text}"
        first, last = head.i, objects[0].right_edge.i
        mention = Mention(text, INDICATOR, self.analysis.span_of(first, last), text)
        return Filler(head, first, last, text, mention)

    def _scope(self, head: Token) -> Filler | None:
        """What a rank is taken over: "nationally", "in the world", "among provinces", "in X"."""
        words = self.lexicon.scope_words
        owners = [c for c in head.lefts if c.dep_ == "poss"]
        for token in [head, *owners]:
            if iri := words.get(token.lower_):
                name = self.lexicon.ontology.label(iri) or token.text
                mention = Mention(name, SCOPE, self.analysis.span_of(token.i, token.i), token.text, iri)
                return Filler(head, min(token.i, head.i), head.i, name, mention)
        place = self.phrases.named(head)
        if place and self.lexicon.ontology.is_kind_of(place.kind, PLACE) and any(c.dep_ == "amod" for c in head.lefts):
            return self._part_of_place(head, place)  # "western X" is not X
        if place and self.lexicon.ontology.is_kind_of(place.kind, PLACE):
            return self._mentioned(head, place)
        if head.pos_ == "NOUN" and head.tag_ == "NNS" and head.i not in self.analysis.taken:
            return self._phrase(head)
        return None

    def _role(self, head: Token, trigger: Token) -> Filler:
        """The office that the trigger names: "deputy director", without whose it is."""
        words = [c for c in trigger.lefts if c.dep_ in {"amod", "compound"} and c.i not in self.analysis.name_at]
        first = min([c.left_edge.i for c in words] + [trigger.i])
        while first and self.analysis.parsed[first - 1].lower_ in self.lexicon.words("rolePrefix"):
            first -= 1
        text = self.analysis.parsed[first : trigger.i + 1].text
        mention = Mention(text, ROLE, self.analysis.span_of(first, trigger.i), text)
        return Filler(trigger, first, trigger.i, text, mention)

    def note_things(self, objects: Iterable[Filler]) -> None:
        """Remembers what was developed or set up, for "this technology" later on."""
        for filler in objects:
            if filler.mention is not None and filler.mention.words == filler.mention.name:
                self.discourse.note(filler.mention, subject=False)

    def _part_of_place(self, head: Token, place: Mention) -> Filler:
        first = min(c.i for c in head.lefts if c.dep_ == "amod")
        text = self.analysis.parsed[first : head.i + 1].text
        return Filler(head, first, head.i, text, Mention(text, SCOPE, self.analysis.span_of(first, head.i), text))

    # -- entities ----------------------------------------------------------------------------------------------------

    def _of_class(self, head: Token, kind: str) -> Filler | None:
        ontology = self.lexicon.ontology
        if ontology.is_kind_of(kind, PLACE) and not ontology.is_kind_of(kind, ACTOR):
            place = self.phrases.named(head)
            if place is not None and ontology.is_kind_of(place.kind, kind):
                return self._mentioned(head, place)
            return self._thing(head, (kind,)) if ontology.is_kind_of(kind, THING) else None
        actor = self.phrases.actor(head, kinds=(kind,)) if ontology.is_kind_of(kind, ACTOR) else None
        if actor is None:
            return self._thing(head, (kind,))
        filler = self._mentioned(head, actor)
        counted = self.phrases.counted(head)
        if counted and actor.kind == INNO + "ActorGroup":
            figure = counted[0]
            return replace(filler, first=min(filler.first, figure.start), figure=figure)
        return filler

    def _mentioned(self, head: Token, mention: Mention) -> Filler:
        name = self.analysis.name_at.get(head.i)
        first = min(
            [
                name.start if name else head.i,
                *(c.i for c in head.lefts if c.dep_ in {"det", "poss", "amod", "compound"}),
            ]
        )
        last = max(name.end - 1 if name else head.i, head.i)
        return Filler(head, first, last, mention.name, mention)

    def _thing(self, head: Token, kinds: tuple[str, ...]) -> Filler | None:
        """One thing or body: named, or described by a common noun of its class."""
        ontology = self.lexicon.ontology
        if head.pos_ not in {"NOUN", "PROPN", "X"} or head.i in self.analysis.taken or self.phrases.counted(head):
            return None
        name = self.analysis.name_at.get(head.i)
        inner = self.phrases.through(head)
        classes = [c for k in kinds for c in self.lexicon.classes_of(inner.lemma_, k)]
        if name is not None and name.kind and any(ontology.is_kind_of(name.kind, k) for k in kinds):
            mention = self.phrases.named(head)
            return self._mentioned(head, mention) if mention else None
        if not classes or not any(ontology.is_kind_of(c, k) for c in classes for k in (THING, BODY)):
            return None
        definite = any(c.dep_ == "det" and c.lower_ in self.lexicon.words("definite") for c in head.lefts)
        if definite and not self._specific(head):
            known = self.discourse.by_noun(tuple(classes))
            if known is None:
                return None
            return replace(self._mentioned(head, known), mention=self.phrases.with_words(known, head))
        material = ontology.is_kind_of(classes[0], MATERIAL)
        bodies = head.tag_ == "NNS" and ontology.is_kind_of(classes[0], BODY)
        if bodies or not (self._specific(head) or material):
            return self._placed_body(head, classes[0])  # "new platforms", "a technology" say too little to be one thing
        phrase = self.phrases.called(head)
        mention = Mention(phrase.text, classes[0], self.analysis.span_of(phrase.first, phrase.last), phrase.text)
        return Filler(head, phrase.first, phrase.last, phrase.text, mention, owner=phrase.owner)

    def _placed_body(self, head: Token, kind: str) -> Filler | None:
        """ "A laboratory in X": the place tells which."""
        if head.tag_ == "NNS" or not self.lexicon.ontology.is_kind_of(kind, BODY):
            return None
        around = [*grammar.obliques(head), *(grammar.obliques(head.head) if grammar.is_verb(head.head) else [])]
        for oblique in around:
            place = self.phrases.named(oblique.head) if oblique.marker in {"in", "at", "near"} else None
            if place is not None and self.lexicon.ontology.is_kind_of(place.kind, PLACE):
                text = f"{head.text} {oblique.marker} {place.name}"
                span = self.analysis.span_of(head.i, head.i)
                return Filler(head, head.i, max(head.i, oblique.head.i), text, Mention(text, kind, span, head.text))
        return None

    def _specific(self, head: Token) -> bool:
        """Whether the noun says which one: it has a modifier of its own, and not only an amount."""
        qualified = any(c.dep_ in {"compound", "amod", "nmod"} for c in head.lefts)
        phrases = [c for c in head.rights if c.dep_ == "prep"]
        return qualified or any(not any(t.i in self.analysis.figure_at for t in c.subtree) for c in phrases)


def is_currency(unit: str) -> bool:
    """Whether a unit is an ISO 4217 code."""
    return len(unit) == CURRENCY_LENGTH and unit.isupper()
