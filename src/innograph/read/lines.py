"""Printed lines → paragraphs, list items and headings: undoes hard wrapping and end-of-line hyphens."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence

from innograph.model import BlockKind
from innograph.read import furniture
from innograph.read.assemble import Piece
from innograph.read.normalise import normalise

LONGEST_LINE = 130  # code points; a longer line is a paragraph of its own, not the line of a wrapped one
NARROWEST = 40
_END = 200  # code points: what is looked at of a piece that a line may go on from
_HEADING_LENGTH, _HEADING_WORDS = 110, 16
_HEADING_RUN = 3  # more heading-like lines in a row than this are a list without bullets

_BULLET = re.compile(r"(?:[-*+•·▪◦‣●○■□–—]|\(?\d{1,2}[.)]|\([a-z]\))\s+(?=\S)")
_HASHES = re.compile(r"(#{1,6})\s+(?=\S)")
_ENDS_SENTENCE = re.compile(r"[.!?…。！？][\"'”’»)\]]*$")
_ENDS_OPEN = re.compile(r"[,;:，；：、]$")
_HYPHENATED = re.compile(r"([^\W\d_]+)-$")
_IDEOGRAPH = re.compile("[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")


def usual_width(lines: Iterable[str]) -> int:
    """The width, in code points, at which a text was wrapped: what nine in ten of its inner lines stay within."""
    lengths = sorted(len(line) for line in lines if len(line) <= LONGEST_LINE)
    return max(NARROWEST, lengths[int(0.9 * (len(lengths) - 1))] if lengths else 0)


def unwrap(lines: Sequence[str], width: int, joiner: Joiner) -> list[Piece]:
    """The pieces that the lines between two blank ones make: lines that run on are joined, the others stand alone."""
    growing: list[tuple[BlockKind, int, list[str]]] = []  # kind, level, words; put together at the end, in linear time
    open_line = ""  # the printed line that the next one may go on from; empty where nothing may
    end = ""  # the last words of the piece that grows
    for line in lines:
        bullet, hashes = _BULLET.match(line), _HASHES.match(line)
        runs_on = bool(open_line) and _runs_on(open_line, line, width)
        if furniture.recognise(line) is not None and not runs_on:
            growing.append((BlockKind.FURNITURE, 0, [line]))
            open_line = ""
        elif hashes is not None:
            growing.append((BlockKind.HEADING, len(hashes[1]), [line[hashes.end() :]]))
            open_line = ""
        elif bullet is not None and not (runs_on and growing[-1][0] is BlockKind.PARAGRAPH):
            end = _without_bullets(line)
            growing.append((BlockKind.ITEM, 0, [end]))
            open_line = line
        elif runs_on:
            words = growing[-1][2]
            hyphen_stays, between = joiner.between(end, line)
            if not hyphen_stays:
                words[-1] = words[-1][:-1]
            words += [between, line]
            end = f"{end if hyphen_stays else end[:-1]}{between}{line}"[-_END:]
            open_line = line
        else:
            growing.append((BlockKind.PARAGRAPH, 0, [line]))
            open_line = end = line
    return [Piece(kind, "".join(words), level) for kind, level, words in growing]


def at_breaks(piece: Piece) -> list[Piece]:
    """The pieces that a paragraph with line breaks set by hand makes: only a sentence that goes on is joined."""
    lines = [line for line in normalise(piece.text).split("\n") if line]
    if piece.kind is not BlockKind.PARAGRAPH or len(lines) < 2:
        return [piece]
    return with_headings(unwrap(lines, sys.maxsize, Joiner(piece.text)))


def _without_bullets(line: str) -> str:
    start = 0
    while (bullet := _BULLET.match(line, start)) is not None:
        start = bullet.end()
    return line[start:]


def _runs_on(line: str, following: str, width: int) -> bool:
    """Whether a sentence goes on from one printed line to the next."""
    if following[0].islower() and not _ENDS_SENTENCE.search(line):
        return True
    if len(line) > LONGEST_LINE:
        return False
    first_word = 1 if _IDEOGRAPH.match(following) else len(following.split(" ", 1)[0])
    return len(line) + 1 + first_word > width or (_ENDS_OPEN.search(line) is not None and len(line) > width / 2)


class Joiner:
    """Joins printed lines; a hyphen at a line's end stays or goes as the rest of the text spells the word.

    Where the text does not show it: typeset pages (`typeset`) break words, so it goes between small letters; plain
    text is broken at hyphens that are there anyway, so it stays.
    """

    def __init__(self, text: str, *, typeset: bool = False) -> None:
        self._words = set(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.casefold()))
        self._typeset = typeset

    def between(self, text: str, line: str) -> tuple[bool, str]:
        """How `text`, or the end of one, goes on in `line`: whether its last hyphen stays, and what stands between."""
        broken = _HYPHENATED.search(text[-_END:])
        if broken is not None:
            return not self._is_one_word(broken[1], line), ""
        joined = text.endswith("-") or (_IDEOGRAPH.match(text[-1]) and _IDEOGRAPH.match(line))
        return True, "" if joined else " "

    def _is_one_word(self, start: str, line: str) -> bool:
        end = re.match(r"[^\W\d_]+", line)
        if end is None or not line[0].islower():
            return False
        whole, hyphened = (start + end[0]).casefold(), f"{start}-{end[0]}".casefold()
        if (whole in self._words) != (hyphened in self._words):
            return whole in self._words
        return self._typeset


def with_headings(pieces: Sequence[Piece]) -> list[Piece]:
    """`pieces` with paragraphs that look like headings, and have something to head, made headings."""
    found = list(pieces)
    run = 0
    below = False  # whether something that can be headed stands below
    for index in range(len(found) - 1, -1, -1):
        piece = found[index]
        if piece.kind is BlockKind.FURNITURE:
            continue
        if piece.kind is BlockKind.PARAGRAPH and looks_like_heading(piece.text):
            run += 1
            if below and run <= _HEADING_RUN:
                found[index] = Piece(BlockKind.HEADING, piece.text, level=2)
        else:
            run, below = 0, True
    return found


def looks_like_heading(text: str) -> bool:
    """Whether `text` is short and does not end as a sentence or the start of a list does."""
    short = len(text) <= _HEADING_LENGTH and len(text.split()) <= _HEADING_WORDS
    return short and not text[0].islower() and not _ENDS_SENTENCE.search(text) and not _ENDS_OPEN.search(text)
