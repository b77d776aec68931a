"""Conflicts as one HTML page of its own, to be read, printed and passed on: no script, nothing from the network."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from innograph.explore.tables import Answer

_STYLE = """body{font:16px/1.5 system-ui,sans-serif;max-width:52em;margin:2em auto;padding:0 1em;color:#1b1f23}
article{border-top:1px solid #ccc;padding:.5em 0}
h2{font-size:1.05em;margin:.5em 0}
p.about{color:#57606a;font-size:.9em;margin:.2em 0}
blockquote{margin:.6em 0;padding:.1em 1em;border-left:3px solid #d9a400}
cite{display:block;color:#57606a;font-size:.9em}"""
_NOTHING_ELSE = (
    """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">"""
)
_CLAIMS = (
    ("quote", "document", "date", "url"),
    ("otherQuote", "otherDocument", "otherDate", "otherUrl"),
    ("thirdQuote", "thirdDocument", "thirdDate", "thirdUrl"),
)


def conflict_page(answer: Answer) -> str:
    """The answer to the question `conflicts` as a page: sentence, kind, size, confidence, quotes with their sources."""
    count = len(answer.rows)
    head = "No conflicts" if not count else f"{count} conflict{'s' if count > 1 else ''}"
    body = "".join(line for row in answer for line in _article(row))
    return (
        f'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n{_NOTHING_ELSE}\n<title>{head}</title>\n'
        f"<style>{_STYLE}</style>\n"
        f"<h1>{head}</h1>\n<p>The surest come first. A low confidence often means that a claim was misread.</p>\n"
        f"{body}</html>\n"
    )


def _article(row: dict[str, str]) -> Iterator[str]:
    size = f"ratio {row['ratio']}" if row["ratio"] else f"difference {row['difference']} {row['unit']}".rstrip()
    sure = f"confidence {row['confidence']}" if row["confidence"] else ""
    one_story = "both in reprints of one story" if row["oneStory"] else ""
    about = [row["kind"], size if row["ratio"] or row["difference"] else "", sure, one_story]
    yield f"<article>\n<h2>{escape(row['sentence'] or row['kind'])}</h2>\n"
    yield f'<p class="about">{escape(" · ".join(part for part in about if part))}</p>\n'
    for quote, document, date, url in _CLAIMS:
        if row[quote]:
            source = escape(", ".join(part for part in (row[document], row[date]) if part))
            if row[url].startswith(("https://", "http://")):
                source = f'<a href="{escape(row[url])}">{source}</a>'
            yield f"<blockquote>“{escape(row[quote])}”<cite>{source}</cite></blockquote>\n"
    yield "</article>\n"
