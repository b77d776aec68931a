"""Who does what to whom, on parses written by hand: no trained model decides these tests."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc

from innograph.extract import grammar

VOCAB = spacy.blank("en").vocab


def parse(spec: str) -> Doc:
    """A parse from lines of "word lemma TAG dep head-index"; the part of speech follows from the tag."""
    rows = [line.split() for line in spec.strip().splitlines()]
    words, lemmas, tags, deps, heads = zip(*rows, strict=True)
    coarse = {"NN": "NOUN", "NNS": "NOUN", "NNP": "PROPN", "IN": "ADP", "DT": "DET", "TO": "PART", "CD": "NUM"}
    coarse |= {"JJ": "ADJ", "RB": "ADV", ",": "PUNCT", "PRP": "PRON", "WDT": "PRON", "CC": "CCONJ"}
    pos = [coarse.get(t, "AUX" if d in {"aux", "auxpass"} else "VERB") for t, d in zip(tags, deps, strict=True)]
    return Doc(
        VOCAB,
        words=list(words),
        lemmas=list(lemmas),
        tags=list(tags),
        pos=pos,
        deps=list(deps),
        heads=[int(h) for h in heads],
    )


def named(tokens: list) -> list[str]:  # type: ignore[type-arg]
    return [t.text for t in tokens]


ACTIVE = """
Wales wales NNP nsubj 1
opened open VBD ROOT 1
a a DT det 3
park park NN dobj 1
"""
PASSIVE = """
A a DT det 1
park park NN nsubjpass 3
was be VBD auxpass 3
opened open VBN ROOT 3
by by IN agent 3
Wales wales NNP pobj 4
"""
REDUCED = """
The the DT det 1
park park NN nsubj 5
opened open VBN acl 1
by by IN agent 2
Wales wales NNP pobj 3
grows grow VBZ ROOT 5
"""
RELATIVE = """
Wales wales NNP nsubj 5
which which WDT nsubj 2
opened open VBD relcl 0
a a DT det 4
park park NN dobj 2
grows grow VBZ ROOT 5
"""
PARTICIPLE = """
Wales wales NNP nsubj 1
grows grow VBZ ROOT 1
opening open VBG advcl 1
a a DT det 4
park park NN dobj 2
"""
CONTROL = """
Wales wales NNP nsubj 1
plans plan VBZ ROOT 1
to to TO aux 3
open open VB xcomp 1
a a DT det 5
park park NN dobj 3
"""
CONJOINED = """
Wales wales NNP nsubj 1
grows grow VBZ ROOT 1
and and CC cc 1
opens open VBZ conj 1
a a DT det 5
park park NN dobj 3
"""


@pytest.mark.parametrize(
    "spec", [ACTIVE, PASSIVE, REDUCED, RELATIVE, PARTICIPLE, CONTROL, CONJOINED], ids=lambda s: s.split()[0]
)
def test_all_ways_to_say_it_give_the_same_subject_and_object(spec: str) -> None:
    verb = next(t for t in parse(spec) if t.lemma_ == "open")
    assert named(grammar.subjects(verb)) == ["Wales"]
    assert named(grammar.objects(verb)) == ["park"]


def test_the_object_of_a_causing_verb_does_what_the_infinitive_says() -> None:
    doc = parse("""
        Wales wales NNP nsubj 1
        pushed push VBD ROOT 1
        output output NN dobj 1
        to to TO aux 4
        exceed exceed VB xcomp 1
        30 30 CD dobj 4
    """)
    assert named(grammar.subjects(doc[4])) == ["output"]
    assert named(grammar.objects(doc[4])) == ["30"]


def test_a_finite_verb_tagged_as_a_noun_is_a_verb_with_its_subject() -> None:
    doc = parse("""
        The the DT det 2
        province province NN compound 2
        excels excel NNS ROOT 2
        in in IN prep 2
        optics optics NNS pobj 3
    """)
    assert grammar.is_verb(doc[2])
    assert named(grammar.subjects(doc[2])) == ["province"]
    assert [(o.marker, o.head.text) for o in grammar.verb_obliques(doc[2])] == [("in", "optics")]


def test_a_plural_noun_that_leads_a_heading_is_none() -> None:
    doc = parse("""
        Science science NN compound 1
        parks park NNS ROOT 1
        in in IN prep 1
        Wales wales NNP pobj 2
    """)
    assert not grammar.is_verb(doc[1])


def test_conjoined_phrases_are_listed_in_order() -> None:
    doc = parse("""
        Wales wales NNP nsubj 3
        and and CC cc 0
        Scotland scotland NNP conj 0
        cooperate cooperate VBP ROOT 3
        on on IN prep 3
        wind wind NN pobj 4
        and and CC cc 5
        waves wave NNS conj 5
    """)
    assert named(grammar.subjects(doc[3])) == ["Wales", "Scotland"]
    assert [o.head.text for o in grammar.verb_obliques(doc[3])] == ["wind", "waves"]


def test_whose_a_noun_is() -> None:
    possessed = parse("""
        Wales wales NNP poss 2
        's 's POS case 0
        growth growth NN nsubj 3
        slows slow VBZ ROOT 3
    """)
    assert named(grammar.noun_subjects(possessed[2])) == ["Wales"]
    carried = parse("""
        Wales wales NNP nsubj 1
        saw see VBD ROOT 1
        growth growth NN dobj 1
    """)
    assert named(grammar.noun_subjects(carried[2])) == ["Wales"]
    beside = parse("""
        Lopez lopez NNP nsubj 3
        , , , punct 0
        director director NN appos 0
        spoke speak VBD ROOT 3
    """)
    assert named(grammar.noun_subjects(beside[2])) == ["Lopez"]


def test_denial_is_seen() -> None:
    doc = parse("""
        Wales wales NNP nsubj 3
        has have VBZ aux 3
        not not RB neg 3
        opened open VBN ROOT 3
        it it PRP dobj 3
    """)
    assert grammar.negated(doc[3])
