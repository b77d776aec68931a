"""Bytes of a file → text, whatever encoding it was saved in; or a clear reason why not."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from innograph.errors import DocumentError

MAX_TEXT_BYTES = 20_000_000
MAX_BINARY_BYTES = 100_000_000

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins like UTF-16's, so it comes first
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SIGNATURES = (
    (b"%PDF-", "a PDF; give its name the ending .pdf"),
    (b"PK\x03\x04", "a zip archive; only .docx is read of that kind"),
    (b"\xd0\xcf\x11\xe0", "an old Office file; save it as .docx or .pdf"),
    (b"{\\rtf", "RTF; save it as .docx or .txt"),
)
# Those that are met in practice, else short texts are taken for codepages that nobody uses.
_LIKELY = ["cp1252", "gb18030", "big5", "cp932", "euc_kr", "cp1251", "cp1250"]
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "iso-8859-1": "cp1252", "latin-1": "cp1252", "ascii": "cp1252"}
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SAMPLE = 65_536


def check_file(path: Path) -> int:
    """The size of a regular file in bytes. Raises `DocumentError` if there is none, `OSError` if it is closed to us."""
    if path.is_dir():
        raise DocumentError(path, "is a folder")
    if path.exists() and not path.is_file():
        raise DocumentError(path, "is not a regular file")
    return path.stat().st_size


def read_bytes(path: Path, limit: int = MAX_TEXT_BYTES) -> bytes:
    """The content of a regular file of at most `limit` bytes. Raises `DocumentError` or `OSError`."""
    size = check_file(path)
    if size > limit:
        raise DocumentError(
            path,
            f"is too large: {size / 1e6:.0f} MB, the limit is {limit / 1e6:.0f} MB; split it into smaller files, "
            "or give it as JSON Lines, one document a line",
        )
    if size == 0:
        raise DocumentError(path, "is empty")
    return path.read_bytes()


def os_reason(error: OSError) -> str:
    """Why the operating system gave no file, in words."""
    if isinstance(error, FileNotFoundError):
        return "does not exist"
    if isinstance(error, PermissionError):
        return "may not be read (permission denied)"
    return f"cannot be read ({error.strerror or error})"


def decode(data: bytes, path: str | Path, declared: str | None = None) -> str:
    """`data` as text. `declared` is the encoding that the file itself names, tried when it is not UTF-8.

    Raises `DocumentError`, naming `path`, for binary data and unknown encodings.
    """
    for signature, meaning in _SIGNATURES:
        if data.startswith(signature):
            raise DocumentError(path, f"is not text but {meaning}")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise DocumentError(path, f"begins as {encoding} but is not valid: {error.reason}") from error
    text = _decoded(data, declared)
    if text is None or len(_CONTROL.findall(text[:_SAMPLE])) > 0.003 * min(len(text), _SAMPLE):
        raise DocumentError(path, "is binary, or text in an unknown encoding; save it as UTF-8")
    return text


def _decoded(data: bytes, declared: str | None) -> str | None:
    sample = data[:_SAMPLE]
    if b"\x00" in sample and (wide := _wide(data)) is not None:
        return wide
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        if b"\x00" in sample:
            return None
    if declared:
        try:
            return data.decode(_WIDER.get(declared.lower(), declared))
        except (UnicodeDecodeError, LookupError):
            pass  # pages lie about their encoding: look for oneself
    repaired = data.decode("utf-8", errors="replace")
    bad = repaired.count("\ufffd")
    if sum(not c.isascii() for c in repaired) - bad > 4 * bad:
        return repaired  # UTF-8 with a few damaged bytes
    from charset_normalizer import from_bytes

    found = from_bytes(sample, cp_isolation=_LIKELY)
    best = next((match for match in found if match.encoding == "cp1252"), found.best())  # of two that fit
    return None if best is None else data.decode(best.encoding, errors="replace")


def _wide(data: bytes) -> str | None:
    """UTF-16 without a byte order mark: one of two bytes is mostly zero."""
    sample = data[:_SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) < 0.3 * len(sample) / 2 or min(even, odd) > 0.01 * len(sample):
        return None
    try:
        return data.decode("utf-16-le" if odd > even else "utf-16-be")
    except UnicodeDecodeError:
        return None
