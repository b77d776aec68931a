"""Turns words of annotations into offsets, and checks annotated documents: python scripts/gold.py fill|check DIR…"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from innograph.errors import InnographError
from innograph.gold import find_quote, read_gold, read_gold_text
from innograph.ontology import Ontology


def fill(path: Path) -> None:
    """Replaces `quote`, `figure` and `also` of the file's claims by `evidence`, `value_span` and `other_evidence`."""
    text = read_gold_text(path.with_suffix(".md"))
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    claims = []
    for number, line in enumerate(lines, 1):
        try:
            claims.append(_filled(json.loads(line), text))
        except (ValueError, KeyError, TypeError) as error:
            raise SystemExit(f"{path}, line {number}: {error}") from error
    path.write_text("".join(json.dumps(c, ensure_ascii=False) + "\n" for c in claims), encoding="utf-8")


def _filled(claim: dict[str, Any], text: str) -> dict[str, Any]:
    if "quote" not in claim:
        return claim
    evidence, value = find_quote(text, claim.pop("quote"), claim.pop("figure", None), claim.pop("nth", 1))
    others = [find_quote(text, a["quote"], a.get("figure"), a.get("nth", 1)) for a in claim.pop("also", [])]
    claim |= {"evidence": evidence} | ({"value_span": value} if value else {})
    if others:
        claim["other_evidence"] = [e | ({"value_span": v} if v else {}) for e, v in others]
    return claim


def main() -> None:
    """Fills or checks every annotated document of the folders; ends with 1 where something is wrong."""
    verb, *folders = sys.argv[1:] or ["help"]
    if verb not in {"fill", "check"} or not folders:
        raise SystemExit(__doc__)
    ontology = Ontology()
    wrong = 0
    for folder in map(Path, folders):
        files = [folder.with_suffix(".jsonl")] if folder.suffix else sorted(folder.glob("*.jsonl"))
        for path in files:
            if verb == "fill":
                fill(path)
            try:
                document = read_gold(path, ontology)
            except InnographError as error:
                wrong += 1
                print(error)
            else:
                words = len(document.document.text.split())
                note = "" if 120 <= words <= 400 else "  <- not 120 to 400 words"
                print(f"{path}: {words} words, {len(document.claims)} claims{note}")
    raise SystemExit(1 if wrong else 0)


if __name__ == "__main__":
    main()
