"""Finds the article that the project started from. It is not ours to publish, so a checkout may stand without it."""

from __future__ import annotations

from pathlib import Path


def seed_article() -> Path | None:
    """The article's text, in a folder `shared/seed` beside the checkout or further up, or None."""
    return _first("*.txt")


def seed_claims() -> Path | None:
    """The claims that the article makes, as JSON Lines, or None."""
    return _first("expected-claims.jsonl")


def _first(pattern: str) -> Path | None:
    for folder in Path(__file__).resolve().parents:
        found = sorted((folder / "shared" / "seed").glob(pattern))
        if found:
            return found[0]
    return None
