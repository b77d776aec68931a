"""The language of a text that is hardly written in Latin letters, from its script."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

_SAMPLE = 4000  # code points, from the start
_LATIN_SHARE = 0.3
_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,8}")  # of BCP 47: what else a file says is no language
# First word of a letter's Unicode name → BCP 47; "und" where a script has no one language.
_LANGUAGES = {
    "CJK": "zh",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "CYRILLIC": "ru",
    "GREEK": "el",
    "ARABIC": "ar",
    "HEBREW": "he",
    "DEVANAGARI": "hi",
    "THAI": "th",
}


def language_of(text: str, stated: str | None) -> str | None:
    """The BCP 47 tag that is `stated`, or else the one that the script of `text` suggests; None for Latin letters.

    Page templates often say "en" whatever is in them, so the script comes before that one.
    """
    given = (stated or "").strip().replace("_", "-")
    tag = given if _TAG.fullmatch(given) else None
    if tag is not None and tag.lower().split("-")[0] != "en":
        return tag
    scripts = Counter(
        unicodedata.name(letter, "UNKNOWN").split()[0].split("-")[0] for letter in text[:_SAMPLE] if letter.isalpha()
    )
    if not scripts or scripts["LATIN"] >= _LATIN_SHARE * scripts.total():
        return tag
    kana = scripts["HIRAGANA"] + scripts["KATAKANA"]
    if kana > 0.1 * (kana + scripts["CJK"]):
        return "ja"
    return _LANGUAGES.get(scripts.most_common(1)[0][0], "und")
