"""Sketches of documents: how far two texts are the same, told from a kilobyte of each.

After A. Z. Broder, "On the resemblance and containment of documents" (1997). A text is the set of its shingles, runs
of four words; two texts resemble each other as far as their shingles are the same, and one contains the other as far
as the other's are among its own. Both are estimated from the smallest hashes of each set; a text of no more shingles
than a sketch holds is compared whole. The particulars of a text, its figures and the names in its sentences, have a
sketch of their own: what is written anew every year, or for every occasion, has the same words and other particulars.

Pairs to compare are those that have a key in common (banding: J. Leskovec, A. Rajaraman, J. D. Ullman, "Mining of
Massive Datasets", section 3.4): keys of the whole text find texts of like length, and keys of how its first
passages begin, looked up among those of every passage, find a short text inside a long one.

Hashes are BLAKE2b and integer arithmetic with constants derived from it: the same on every machine and in every
version. A sketch is kept in the graph for years, so a change to anything here needs another `SCHEME`.
"""

from __future__ import annotations

import base64
import hashlib
import re
import struct
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from innograph.model import BlockKind, Document

if TYPE_CHECKING:
    import numpy.typing as npt

SCHEME = "1"  # goes into every key: sketches of another scheme are never compared with these
SHINGLE = 4  # words
SKETCH = 256  # smallest hashes that are kept of a text's shingles
PARTICULARS = 64  # and of its figures and names
BANDS, ROWS = 20, 3  # of the whole text: a pair of resemblance 0.5 has a key in common with probability 0.93
OPENING_BANDS, OPENING_ROWS = 4, 2  # of an opening: of resemblance 0.8 with probability 0.98
OPENING = 40  # words that are looked at of a beginning
OPENINGS = 3  # passages that count as how a text begins: the first may have been given other words in front
SHORTEST_PASSAGE = 12  # words; shorter paragraphs begin no passage

# Letters run together into words, but characters of scripts without spaces are words of their own.
_IDEOGRAPH = r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
_WORD = re.compile(rf"\d+(?:[.,]\d+)*|{_IDEOGRAPH}|(?:(?!{_IDEOGRAPH})[^\W\d_])+")
_ENDS, _BETWEEN = ".!?:;…", " \n\t\"'“”‘’«»()[]-–—"  # what a sentence ends with, and what may stand before the next one
_READ = frozenset(BlockKind) - {BlockKind.TITLE, BlockKind.FURNITURE}  # a reprint has another headline


@dataclass(frozen=True, slots=True)
class Sketch:
    """The smallest hashes of a set, in order, and how many elements the set has."""

    size: int
    hashes: tuple[int, ...]  # 32 bits each

    def text(self) -> str:
        """The hashes as base64, four bytes each, big-endian."""
        return base64.b64encode(struct.pack(f">{len(self.hashes)}I", *self.hashes)).decode()

    @classmethod
    def read(cls, size: int, text: str) -> Sketch:
        """The sketch that `text` holds.

        Raises:
            ValueError: it is no base64 of such numbers.
        """
        data = base64.b64decode(text, validate=True)
        if len(data) % 4:
            raise ValueError(f"{len(data)} bytes are no sketch")
        return cls(size, struct.unpack(f">{len(data) // 4}I", data))

    @property
    def horizon(self) -> int:
        """The largest hash up to which the sketch knows all of its set."""
        return self.hashes[-1] if self.hashes and len(self.hashes) < self.size else 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Signature:
    """What is kept of a document to compare it with others."""

    shingles: Sketch
    particulars: Sketch
    bands: tuple[str, ...]  # keys of the whole text
    opening: tuple[str, ...]  # keys of how its first passages begin
    passages: tuple[str, ...]  # keys of how each of its passages begins


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two sets compared: shares between 0 and 1, estimated from `sample` elements of the smaller set."""

    resemblance: float  # of all elements, those in both
    containment: float  # of the smaller set, what is in the larger as well
    coverage: float  # of the larger set, what is in the smaller as well
    sample: int


def overlap(one: Sketch, other: Sketch) -> Overlap:
    """How far two sets are the same, as far as both sketches know them."""
    smaller, larger = sorted((one, other), key=lambda sketch: (sketch.size, sketch.hashes))
    horizon = min(one.horizon, other.horizon)
    few = {value for value in smaller.hashes if value <= horizon}
    many = {value for value in larger.hashes if value <= horizon}
    shared, total = len(few & many), len(few | many)
    if not few or not many:
        return Overlap(0.0, 0.0, 0.0, len(few))
    return Overlap(shared / total, shared / len(few), shared / len(many), len(few))


def signature(document: Document) -> Signature:
    """What is kept of a document. Titles and furniture are left out: they differ from reprint to reprint."""
    paragraphs = [words(b.span.of(document.text)) for b in document.blocks if b.kind in _READ]
    text = [word for paragraph in paragraphs for word in paragraph]
    starts = list(_passages(paragraphs))
    hashed = _hashes(_shingles(text))
    particulars = {p for b in document.blocks if b.kind in _READ for p in _particulars(b.span.of(document.text))}

    def beginnings(places: Iterable[int]) -> tuple[str, ...]:
        windows = (hashed[start : start + OPENING - SHINGLE + 1] for start in places)
        return tuple(sorted({key for w in windows for key in _keys("o", w, OPENING_BANDS, OPENING_ROWS)}))

    return Signature(
        shingles=_sketch(hashed, SKETCH),
        particulars=_sketch(_hashes(sorted(particulars)), PARTICULARS),
        bands=tuple(_keys("b", hashed, BANDS, ROWS)),
        opening=beginnings(starts[:OPENINGS]),
        passages=beginnings(starts),
    )


def words(text: str) -> list[str]:
    """The words and numbers of a text, without case and width."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def _particulars(text: str) -> Iterator[str]:
    """The numbers of a paragraph, and its words with a capital that do not begin a sentence."""
    text = unicodedata.normalize("NFKC", text)
    for found in _WORD.finditer(text):
        word = found[0]
        if word[0].isdigit():
            yield _plain(word)
        elif word[0].isupper():
            before = text[max(0, found.start() - 8) : found.start()].rstrip(_BETWEEN)
            if before and before[-1] not in _ENDS:
                yield word.casefold()


def _plain(figure: str) -> str:
    """A number without the commas that group its digits."""
    return figure.replace(",", "")


def _passages(paragraphs: Sequence[Sequence[str]]) -> Iterator[int]:
    """Where the passages of a text begin: its paragraphs but for the shortest, by the number of the word."""
    start = 0
    for paragraph in paragraphs:
        if len(paragraph) >= SHORTEST_PASSAGE or start == 0:
            yield start
        start += len(paragraph)


def _shingles(text: Sequence[str]) -> list[str]:
    """Every run of four words, in order; a text of fewer words is one shingle."""
    figures = [_plain(word) if word[0].isdigit() else word for word in text]
    return [" ".join(figures[i : i + SHINGLE]) for i in range(max(len(figures) - SHINGLE + 1, min(len(figures), 1)))]


def _hashes(elements: Iterable[str]) -> npt.NDArray[Any]:
    """64 bits for each element."""
    import numpy as np

    data = b"".join(hashlib.blake2b(element.encode(), digest_size=8).digest() for element in elements)
    return np.frombuffer(data, dtype=">u8").astype(np.uint64)


def _sketch(hashed: npt.NDArray[Any], most: int) -> Sketch:
    import numpy as np

    distinct = np.unique(hashed >> np.uint64(32))
    return Sketch(len(distinct), tuple(int(value) for value in distinct[:most]))


def _keys(kind: str, hashed: npt.NDArray[Any], bands: int, rows: int) -> Iterator[str]:
    """One key for each band: what the least hashes are under a few permutations."""
    import numpy as np

    if not len(hashed):
        return
    factors, offsets = (np.array(c, dtype=np.uint64)[: bands * rows, None] for c in _constants())
    least = ((factors * hashed + offsets) >> np.uint64(32)).min(axis=1)  # wraps around 2**64: multiply-shift hashing
    for band, values in enumerate(least.reshape(bands, rows).tolist()):
        parts = f"{SCHEME} {kind} {band} {' '.join(map(str, values))}"
        yield hashlib.blake2b(parts.encode(), digest_size=6).hexdigest()


@cache
def _constants() -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Odd factors and offsets of the permutations (M. Dietzfelbinger et al. 1997: multiply-shift)."""
    drawn = [
        int.from_bytes(hashlib.blake2b(f"{SCHEME} permutation {i}".encode(), digest_size=8).digest(), "big")
        for i in range(2 * BANDS * ROWS)
    ]
    return tuple(value | 1 for value in drawn[::2]), tuple(drawn[1::2])
