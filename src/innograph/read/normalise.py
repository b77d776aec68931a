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


def normalise(text: str) -> str:
    """`text` in Unicode NFC with plain spaces, line feeds, and at most one blank line in a row.

    Normalising twice changes nothing.
    """
    text = _LINE_END.sub("\n", text).replace("\u2029", "\n\n")
    text = _INVISIBLE.sub("", _SPACE.sub(" ", text)).translate(_GLYPHS)
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", text))
    return _BLANK_LINES.sub("\n\n", _AROUND_LINE_END.sub("\n", text)).strip(" \n")


def one_line(text: str) -> str:
    """`text` normalised, its line breaks turned into spaces."""
    return normalise(text).replace("\n\n", " ").replace("\n", " ")
