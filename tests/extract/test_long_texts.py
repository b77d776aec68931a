"""Paragraphs of any length are read, and what they say keeps its place."""

from __future__ import annotations

import pytest

from innograph.extract import Extractor, language
from innograph.model import Block, BlockKind, Span
from innograph.read import document_from_text

SENTENCES = [f"Shandong invested {n} billion yuan in hydrogen technology in 2023." for n in range(3, 9)]


def test_a_long_paragraph_is_read_in_pieces(extractor: Extractor, monkeypatch: pytest.MonkeyPatch) -> None:
    document = document_from_text("A title\n\n" + " ".join(SENTENCES))
    whole = extractor.extract(document)
    monkeypatch.setattr(language, "LONGEST", 100)
    claims = extractor.extract(document)
    assert [c.evidence[0].span for c in claims] == [c.evidence[0].span for c in whole]
    assert len(claims) == len(SENTENCES)
    for claim in claims:
        for evidence in claim.evidence:
            assert evidence.span.of(document.text) == evidence.quote


@pytest.mark.parametrize("text", ["x" * 1000, "word " * 200, "One. Two. " * 100, "一。" * 500, " " * 300 + "end"])
def test_pieces_cover_the_block_in_order(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "LONGEST", 64)
    pieces = list(language._pieces(Block(BlockKind.PARAGRAPH, Span(0, len(text))), text))
    assert "".join(piece.span.of(text) for piece in pieces) == text
    assert all(0 < piece.span.end - piece.span.start <= 64 for piece in pieces)
