"""Bad input: every error names file and reason, and the other documents are read all the same."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from innograph.errors import DocumentError
from innograph.model import Document
from innograph.read import document_from_text, read_file, read_paths
from innograph.read.decode import decode
from innograph.read.language import is_readable

TEXT = "The region invests.\n\nIt invests more."


def reason(path: Path) -> str:
    """Why `path` cannot be read; the error names it."""
    with pytest.raises(DocumentError) as caught:
        list(read_file(path))
    assert caught.value.path == str(path)
    return caught.value.reason


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.txt", b"", "is empty"),
        ("a.docx", b"", "is empty"),
        ("a.jsonl", b"\n\n", "is empty"),
        ("a.txt", b" \n\xef\xbb\xbf\n", "holds no text"),
        ("a.md", b"---\ntitle:\n---\n", "holds no text"),
        ("a.txt", random.Random(1).randbytes(2000), "is binary"),
        ("a.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "is binary"),
        ("a.txt", b"%PDF-1.7 ...", "a PDF; give its name the ending .pdf"),
        ("a.xlsx", b"PK\x03\x04...", "a zip archive"),
        ("a.doc", b"\xd0\xcf\x11\xe0...", "an old Office file"),
        ("a.rtf", b"{\\rtf1 text}", "RTF"),
        ("a.docx", b"\xd0\xcf\x11\xe0...", "is encrypted, or an old Office file"),
        ("a.docx", b"not a zip", "is a broken DOCX"),
        ("a.txt", b"\xff\xfeA\x00B", "begins as utf-16 but is not valid"),
        ("a.txt", b"word " * 4_100_000, "is too large: 20 MB, the limit is 20 MB; split it"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, name: str, content: bytes, expected: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert expected in reason(tmp_path / name)


def test_places_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert reason(tmp_path / "missing.txt") == "does not exist"
    assert reason(tmp_path / "missing.jsonl") == "does not exist"
    assert reason(tmp_path) == "is a folder"
    os.mkfifo(tmp_path / "pipe.txt")
    assert reason(tmp_path / "pipe.txt") == "is not a regular file"
    (tmp_path / "closed.txt").write_text(TEXT)

    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)  # the tests may run as root, who may read everything
    assert reason(tmp_path / "closed.txt") == "may not be read (permission denied)"


@pytest.mark.parametrize(
    ("name", "megabytes", "expected"),
    [
        ("x.png", 201, "unpacks to 201 MB, the limit is 200 MB"),
        ("x.xml", 51, "unpacks to 51 MB of XML, the limit is 50 MB"),
    ],
)
def test_a_zip_bomb_is_not_unpacked(tmp_path: Path, name: str, megabytes: int, expected: str) -> None:
    with zipfile.ZipFile(tmp_path / "a.docx", "w", zipfile.ZIP_DEFLATED) as parts, parts.open(name, "w") as part:
        for _ in range(megabytes):
            part.write(bytes(1_000_000))
    assert reason(tmp_path / "a.docx") == expected


def test_a_zip_that_is_no_docx(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "b.docx", "w") as parts:
        parts.writestr("x.xml", "<x/>")
    assert reason(tmp_path / "b.docx").startswith("is a broken DOCX")


def test_entities_of_a_docx_are_not_expanded(tmp_path: Path) -> None:
    import docx

    (tmp_path / "secret").write_text("hidden words")
    made = docx.Document()
    made.add_paragraph("Seen MARK.")
    made.save(str(tmp_path / "plain.docx"))
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{(tmp_path / "secret").as_uri()}">]><w:document'
    with zipfile.ZipFile(tmp_path / "plain.docx") as old, zipfile.ZipFile(tmp_path / "a.docx", "w") as new:
        for part in old.namelist():
            content = old.read(part).decode("utf-8", "surrogateescape")
            if part == "word/document.xml":
                content = content.replace("<w:document", entity, 1).replace("MARK", "&e;")
            new.writestr(part, content.encode("utf-8", "surrogateescape"))
    (document,) = read_file(tmp_path / "a.docx")
    assert document.text.startswith("Seen")
    assert "hidden" not in document.text


def test_folders_are_walked_in_order_and_nothing_stops_the_others(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.md", "a/b/c.TXT", ".hidden/x.txt", ".x.txt", "skip.png", "~$open.docx"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(TEXT)
    (tmp_path / "a" / "bad.txt").write_bytes(b"")
    found = list(read_paths([tmp_path / "nowhere", tmp_path, tmp_path / "b.txt"]))
    assert [each.source if isinstance(each, Document) else each.reason for each in found] == [
        "does not exist",
        "a/b/c.TXT",
        "is empty",
        "a/z.md",
        "b.txt",
    ]


def test_sources_do_not_tell_where_a_checkout_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "d").mkdir()
    for name in ("d/a.txt", "d/b"):
        (tmp_path / name).write_text(TEXT)
    monkeypatch.chdir(tmp_path)
    paths = [tmp_path / "d" / "b", Path("d/a.txt")]
    assert [each.source for each in read_paths(paths) if isinstance(each, Document)] == ["b", "d/a.txt"]
    assert next(read_file(Path("d/b"), source="mine")).source == "mine"


def test_an_empty_folder_says_what_it_should_hold(tmp_path: Path) -> None:
    (error,) = read_paths([tmp_path])
    assert isinstance(error, DocumentError)
    assert error.reason.startswith("holds no documents (.txt")


def test_a_closed_folder_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "closed").mkdir()
    scandir = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    error, document = read_paths([tmp_path])
    assert str(error) == f"{tmp_path / 'closed'}: may not be read (permission denied)"
    assert isinstance(document, Document)


WESTERN = "Baden-Württemberg’s “café” cost €3 million – naïvely."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (WESTERN, "utf-8-sig"),
        (WESTERN, "utf-16"),
        (WESTERN, "utf-32"),
        ("Plain words, without a mark.", "utf-16-le"),
        ("Plain words, without a mark.", "utf-16-be"),
        (WESTERN, "cp1252"),
        ("Württemberg grew.", "latin-1"),
        ("全省2023年科技创新投入145.2亿元。高新技术企业超过2.67万家，排名全国第三。", "gb18030"),
        ("臺灣的研發經費達到新高。", "big5"),
        ("県は2023年に科学技術に投資した。", "shift_jis"),
        ("Příliš žluťoučký kůň úpěl ďábelské ódy.", "cp1250"),
        ("Область вложила 3 млрд рублей в науку.", "cp1251"),
    ],
)
def test_encodings(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "a.txt") == text


def test_a_few_damaged_bytes_do_not_make_it_another_encoding() -> None:
    assert decode(WESTERN.encode() + b" \xff end", "a.txt") == WESTERN + " \ufffd end"


def test_a_declared_encoding_that_is_wrong_is_not_believed() -> None:
    assert decode(WESTERN.encode("cp1252"), "a.html", "no-such-code") == WESTERN
    assert decode("Größe".encode("cp1252"), "a.html", "iso-8859-1") == "Größe"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=400), st.sampled_from([".txt", ".md", ".html", ".pdf", ".docx", ".jsonl"]))
def test_any_bytes_give_documents_or_errors(tmp_path: Path, data: bytes, ending: str) -> None:
    path = tmp_path / f"a{ending}"
    path.write_bytes(data)
    for found in read_paths([path]):
        assert isinstance(found, Document | DocumentError)


def test_importing_the_package_loads_no_format_library() -> None:
    heavy = "{'trafilatura', 'pypdf', 'docx', 'lxml', 'markdown_it', 'yaml', 'dateutil', 'charset_normalizer'}"
    code = f"import sys, innograph.read; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("tag", "language", "readable"),
    [
        (None, "en", True),
        ("en", "en", True),
        ("en_GB", "en", True),
        ("EN-us", "en", True),
        ("eng", "en", True),
        ("de", "en", False),
        ("de-AT", "de", True),
        ("ger", "de", True),
        ("en", "de", False),
        ("und", "en", False),
        ("zh", "xx", True),
    ],
)
def test_which_languages_a_pipeline_reads(tag: str | None, language: str, readable: bool) -> None:
    assert is_readable(document_from_text("Some text.", language=tag), language) is readable
