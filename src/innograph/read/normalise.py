"""The one place where text is normalised, before anything points into it.

Offsets of evidence count code points of the text as it stands after this. What changes meaning is kept (superscripts,
currency signs, full-width digits: NFC, not NFKC); what only changes looks goes.
"""

from __future__ import annotations

import re
import unicodedata

_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028]")
_SPACE = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# Controls, soft hyphens, zero-width and bidirectional marks, tags, lone surrogates, noncharacters that XML forbids.
_INVISIBLE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ud800-\udfff\ufeff"
    "\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
# Typesetters' glyphs that stand for plain letters, hyphens or bullets; PDFs are full of them.
_GLYPHS = str.maketrans(
    {
        "\ufb00": "ff",
        "\ufb01": "fi",
        "\ufb02": "fl",
        "\ufb03": "ffi",
        "\ufb04": "ffl",
        "\ufb05": "st",
        "\ufb06": "st",
        "\u2010": "-",
        "\u2011": "-",
        "\uf0b7": "•",
        "\uf0a7": "▪",
    }
)
_SPACES = re.compile(" {2,}")
_AROUND_LINE_END = re.compile(" *\n *")
_BLANK_LINES = re.compile("\n{3,}")


# Marks are neither letters nor spaces; more than 30 on one letter are looked at one by one.
_MAY_BE_MARKS = re.compile(r"[^\w\s\x00-\x7f]{31,}")
_JOINER = "\u034f"


def normalise(text: str) -> str:
    """`text` in Unicode NFC with plain spaces, line feeds, and at most one blank line in a row.

    Normalising twice changes nothing.
    """
    text = _LINE_END.sub("\n", text).replace("\u2029", "\n\n")
    text = _INVISIBLE.sub("", _SPACE.sub(" ", text)).translate(_GLYPHS)
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", _stream_safe(text)))
    return _BLANK_LINES.sub("\n\n", _AROUND_LINE_END.sub("\n", text)).strip(" \n")


_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def visible(text: str) -> str:
    """`text` with what would not be seen as such made visible: a terminal's escape as `\\x1b`, a line feed as `\\n`.

    For names that no reader has normalised, such as those of files: they are put into messages and into the graph.
    """
    return _UNSEEN.sub(lambda found: found[0].encode("unicode_escape", "surrogatepass").decode(), text)


def _stream_safe(text: str) -> str:
    """`text` with no more than 30 combining marks in a row: what is sorted by NFC, in quadratic time, stays short.

    This is the Stream-Safe Text Process of Unicode (https://www.unicode.org/reports/tr15/#Stream_Safe_Text_Format).
    """
    return _MAY_BE_MARKS.sub(_separated, text)


def _separated(found: re.Match[str]) -> str:
    parts: list[str] = []
    marks = 0
    for character in found[0]:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks > 30:
            parts.append(_JOINER)
            marks = 1
        parts.append(character)
    return "".join(parts)


def one_line(text: str) -> str:
    """`text` normalised, its line breaks turned into spaces."""
    return normalise(text).replace("\n\n", " ").replace("\n", " ")
