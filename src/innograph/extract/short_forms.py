"""Names told from other names: short forms in brackets, words that are names elsewhere in the document."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import TYPE_CHECKING

from innograph.classes import PERSON
from innograph.extract.lexicon import Lexicon
from innograph.extract.names import OPENERS, SHORT, Name

if TYPE_CHECKING:
    from spacy.tokens import Doc


def acronyms(parsed: Doc, names: list[Name]) -> list[tuple[str, Name]]:
    """Short forms told in brackets behind names, or names told in brackets behind their short forms."""
    found = []
    starts = {n.start: n for n in names}
    for name in names:
        closing = next((i for i in range(name.end + 1, min(name.end + 4, len(parsed))) if parsed[i].text == ")"), 0)
        if name.end >= len(parsed) or parsed[name.end].text != "(" or not closing:
            continue
        short = parsed[name.end + 1 : closing].text
        if sum(c.isupper() for c in short) >= 2 or (short[:1].isupper() and short.isalpha() and not name.entries):
            found.append((short, name))
    for name in names:
        if name.start >= 2 and parsed[name.start - 1].text == "(" and name.end < len(parsed):
            before = parsed[name.start - 2]
            initials = "".join(t.text[0] for t in parsed[name.start : name.end] if t.text[0].isupper())
            if before.text.isupper() and len(before.text) > 1 and before.text == initials:
                found.append((before.text, name))
    return [(s, n) for s, n in found if starts.get(n.start) is n]


def other_names(parsed: Doc, names: list[Name], lexicon: Lexicon) -> list[tuple[Name, Name | str]]:
    """Names with other names told for them: "A, formerly B", "A, also known as B", "A, as B is known", "A (甲)".

    The second of each pair is a name of the text, or words that are none by themselves (in another script).
    """
    starts = {name.start: name for name in names}
    before, after = lexicon.words("calledBefore"), lexicon.words("calledAfter")
    phrases = sorted(lexicon.words("alsoCalled"), key=lambda phrase: (-len(phrase), phrase))
    found: list[tuple[Name, Name | str]] = []
    for name in names:
        at = name.end
        if at + 2 < len(parsed) and parsed[at].text == "(" and parsed[at + 2].text == ")":
            inside = parsed[at + 1].text
            if inside.isalpha() and not any(c.isascii() for c in inside):
                found.append((name, inside))
        at += at < len(parsed) and parsed[at].text in {",", "(", "–", "—"}
        size = next((n for phrase in phrases if (n := _stands(parsed, at, phrase))), 0)
        if size:
            at += size
            at += at < len(parsed) and parsed[at].lower_ in lexicon.words("definite")
            if (other := starts.get(at)) is not None:
                found.append((name, other))
        elif name.end + 1 < len(parsed) and parsed[name.end].text == "," and parsed[name.end + 1].lower_ in before:
            other = starts.get(name.end + 2)
            if other is not None and any(_stands(parsed, other.end, phrase) for phrase in after):
                found.append((name, other))
        elif name.end + 1 < len(parsed) and parsed[name.end].text == "," and parsed[name.start].text.isupper():
            # "ACRONYM, the Long Name, …": an apposition in commas.
            at = name.end + 1 + (parsed[name.end + 1].lower_ in lexicon.words("definite"))
            other = starts.get(at)
            closed = other is not None and other.end < len(parsed) and parsed[other.end].text in {",", "."}
            if other is not None and closed and at > name.end + 1 and name.end == name.start + 1:
                found.append((name, other))
    return [(a, b) for a, b in found if isinstance(b, str) or _may_be_one(a, b, lexicon)]


def _stands(parsed: Doc, at: int, phrase: str) -> int:
    """How many tokens a phrase takes where it stands at a place; 0 where it does not."""
    words = phrase.split()
    return len(words) if [t.lower_ for t in parsed[at : at + len(words)]] == words else 0


def _may_be_one(one: Name, other: Name, lexicon: Lexicon) -> bool:
    """Whether two names may be of one: neither is a known place, and not only one is a person's."""
    if any(entry.level for name in (one, other) for entry in name.entries):
        return False
    return (one.kind == PERSON) == (other.kind == PERSON)


def names_within(parsed: Doc, known: Mapping[str, str | None], taken: Container[int]) -> list[Name]:
    """Names out of `known` (words to kind) that stand in the text, whole or by their first word, in order."""
    found = []
    for token in parsed:
        for words, kind in known.items():
            parts = words.split()
            size = next((n for n in (len(parts), 1) if parsed[token.i : token.i + n].text == " ".join(parts[:n])), 0)
            if size and len(parts[0]) > SHORT and not any(i in taken for i in range(token.i, token.i + size)):
                found.append(Name(token.i, token.i + size, kind))
                break
    return found


def openings(parsed: Doc, known: Mapping[str, str | None], named: Container[int]) -> list[Name]:
    """Names of one word that begin a sentence, where a capital says nothing: those that are names elsewhere."""
    found = []
    for token in parsed:
        opens = token.is_sent_start or (token.i and parsed[token.i - 1].text in OPENERS)
        if opens and token.i not in named and token.text in known:
            found.append(Name(token.i, token.i + 1, known[token.text]))
    return found


def independent(parsed: Doc, names: list[Name]) -> set[str]:
    """Names that stand in one sentence with a longer name that begins with them: no short forms of it."""
    found = set()
    for sentence in parsed.sents:
        texts = {parsed[n.start : n.end].text for n in names if sentence.start <= n.start < sentence.end}
        found |= {t for t in texts if any(o.startswith(f"{t} ") for o in texts)}
    return found
