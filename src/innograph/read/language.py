"""Whether a document is in a language that can be read for claims."""

from __future__ import annotations

from innograph.model import Document

ANY = "xx"  # what spaCy calls a pipeline of many languages


def is_readable(document: Document, language: str) -> bool:
    """Whether a pipeline of `language` (spaCy's `nlp.lang`) can read the document: where nothing is known, it may.

    "en-GB" and "eng" are "en"; "und", a script that says nothing of the language but that it is not Latin, is none.
    """
    from spacy.util import find_matching_language

    if document.language is None or language == ANY:
        return True
    tag = document.language.lower().replace("_", "-").split("-")[0]
    return language in {tag, find_matching_language(tag)}


def unread(document: Document, language: str) -> str:
    """The message for a document that cannot be read for claims."""
    return f"is in the language {document.language!r}, and claims are read in {language!r}: it gets none"
