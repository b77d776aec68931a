"""Choices that were learnt from annotated documents: what sort of claim a figure makes, of what, about whom.

Frames propose; linear models weigh what they propose against what else the sentence and the text so far offer. The
weights are in `weights.json`, made by `scripts/train.py` from `data/gold/train` alone; without them the frames decide.
"""

# The models that the choices need: `choosing` and `judge` say for what.
MODELS = frozenset(
    {
        *("sort", "indicator", "period", "subject", "funder", "recipient", "judge"),
        *("thing", "actor", "location", "partner", "person", "office", "organisation"),
    }
)
