"""Which of the claims that frames and learnt choices propose stand, and how sure they are.

A claim of a frame and one that was chosen may be about the same figure, or the same thing. The judge weighs each by
where it comes from and by what agrees with it; its probability is the confidence of the claim.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from innograph.extract.analysis import Analysis
from innograph.extract.drafts import Draft
from innograph.extract.trained.choosing import Chooser
from innograph.extract.trained.linear import crossed
from innograph.model import Claim

LEAST = 0.2  # a claim less likely to be right than this is not made
WHO = ("subject", "actor", "funder", "person")
WHAT = ("indicator", "object", "field", "place", "role", "partners")
LEVELS = (0.2, 0.4, 0.6, 0.8, 0.9, 1.01)  # upper ends of the classes of certainty


@dataclass(frozen=True, slots=True)
class Proposal:
    """A draft with the claim that it would make."""

    draft: Draft
    claim: Claim

    @property
    def key(self) -> tuple[str, int]:
        """What the claims of one source at most are made of: a figure; else a trigger, for one type."""
        if self.draft.figure is not None:
            return "figure", self.draft.figure.anchor.i
        return self.claim.type, self.draft.match.trigger.i


class Judge:
    """Judges the proposals of one sentence."""

    def __init__(self, chooser: Chooser, analysis: Analysis) -> None:
        self.chooser = chooser
        self.analysis = analysis

    def standing(self, proposals: Sequence[Proposal]) -> Iterator[Claim]:
        """For each figure or trigger what frames or learnt choices propose, the likelier, with its confidence."""
        groups: dict[tuple[str, int], list[Proposal]] = {}
        for proposal in proposals:
            groups.setdefault(proposal.key, []).append(proposal)
        for group in groups.values():
            scored: dict[bool, list[tuple[float, Claim]]] = {}
            for proposal in group:
                others = [o for o in group if o.draft.settled is not proposal.draft.settled]
                score = self.chooser.judge(self._features(proposal, others), proposal.claim)
                scored.setdefault(proposal.draft.settled, []).append((score, proposal.claim))
            likelier = max(scored.values(), key=lambda made: sum(s for s, _ in made) / len(made))
            for score, claim in likelier:
                if score >= LEAST:
                    yield replace(claim, confidence=Decimal(str(round(min(score, 0.99), 2))))

    def _features(self, proposal: Proposal, others: Iterable[Proposal]) -> dict[str, float]:
        draft, claim = proposal.draft, proposal.claim
        source = "learnt" if draft.settled else "frame"
        found = [f"frame={(claim.frame or '').rsplit('/', 1)[-1]}", f"block={self.analysis.block.kind}"]
        found += [f"has:{key}" for key in sorted(claim.fields)]
        found += [f"{part}<{_level(p)}" for part, p in draft.certainty.items()]
        found.append(f"all<{_level(math.prod(draft.certainty.values()))}")
        found += list(self._told(draft, claim))
        rivals = list(others)
        found.append("rival" if rivals else "alone")
        for other in rivals:
            found.append(f"same-type={other.claim.type == claim.type}")
            found += [f"same-{name}={_same(claim, other.claim, keys)}" for name, keys in (("who", WHO), ("what", WHAT))]
        return crossed(dict.fromkeys(found), source, f"{source}:{claim.type}")

    def _told(self, draft: Draft, claim: Claim) -> Iterator[str]:
        """Where whom it is about, and what of, stand."""
        tokens = draft.tokens
        yield f"span={min((max(tokens) - min(tokens)) // 8, 4)}"
        what = next((str(claim.fields[k]) for k in WHAT if k in claim.fields), "")
        yield f"words={min(len(what.split()), 6)}"
        for mention in next((claim.mentions[k] for k in WHO if k in claim.mentions), ())[:1]:
            here = mention.span is not None and claim.evidence[0].span.overlaps(mention.span)
            yield f"who-here={here}"
            yield f"who-kind={mention.kind.rsplit('/', 1)[-1].rsplit('#', 1)[-1]}"
            yield f"who-as-named={mention.words == mention.name}"
        for mention in next((claim.mentions[k] for k in WHAT if k in claim.mentions), ())[:1]:
            yield f"what-kind={mention.kind.rsplit('/', 1)[-1].rsplit('#', 1)[-1]}"
            yield f"what-known={mention.entity is not None}"
        yield f"trigger={draft.match.trigger.lemma_.lower()}"
        yield f"modality={claim.modality}"
        yield f"period={claim.period_basis}"
        if draft.figure is not None:
            unit = draft.figure.quantity.unit
            yield f"unit={'money' if len(unit) == 3 and unit.isupper() else unit}"


def _same(one: Claim, other: Claim, keys: Iterable[str]) -> bool:
    values = [next((str(c.fields[k]).lower() for k in keys if k in c.fields), "") for c in (one, other)]
    return values[0] == values[1]


def _level(probability: float) -> float:
    return next(level for level in LEVELS if probability < level)
