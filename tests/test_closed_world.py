"""Nothing in a document, ontology, query or shape makes innograph open a connection, or a file it was not given."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from hostile import PARAGRAPH, WORDS, docx, in_body
from innograph.closed import refuse_service
from innograph.errors import DocumentError, OntologyError, QueryError
from innograph.explore.query import ask
from innograph.explore.validity import validity
from innograph.graph.loading import derive
from innograph.graph.store import GraphStore
from innograph.ontology import Ontology
from pdfs import pdf

ROOT = Path(__file__).resolve().parents[1]


class Listener:
    """A server that only counts who comes."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}/x"
        self.seen: list[bytes] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                caller, _ = self._socket.accept()
            except OSError:
                return
            self.seen.append(b"somebody")
            caller.close()

    def close(self) -> None:
        """Stops listening."""
        self._socket.close()


@pytest.fixture
def outside() -> Iterator[Listener]:
    """Somewhere to call, where nobody may call."""
    listener = Listener()
    yield listener
    listener.close()
    assert not listener.seen


def folder(tmp_path: Path, **files: str) -> Path:
    """An ontology of one's own: files by their paths, `_` for `/` and `__` for `.`."""
    for name, text in files.items():
        path = tmp_path / "own" / name.replace("__", ".").replace("_", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "own"


SERVICE = "CONSTRUCT { ?s ?p ?o } { SERVICE SILENT <%s> { ?s ?p ?o } }"


@pytest.mark.parametrize("place", ["rules_x__rq", "checks_x__rq"])
def test_rules_and_checks_ask_nobody_else(tmp_path: Path, outside: Listener, place: str) -> None:
    own = Ontology([folder(tmp_path, **{place: SERVICE % outside.address})])
    with GraphStore.open() as store, pytest.raises(OntologyError, match="SERVICE would ask another server"):
        derive(store, own)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <%s> { ?s ?p ?o } }",
        "SELECT * { # SERVICE\n service silent <%s> { ?s ?p ?o } }",
        "SELECT * { { SELECT * { SERVICE<%s>{ ?s ?p ?o } } } }",
        "SELECT * { SERVICESILENT <%s> { ?s ?p ?o } }",
        "PREFIX : <%s> SELECT * { SERVICE:x { ?s ?p ?o } }",
        "PREFIX e: <%s> SELECT * { servicee:x { ?s ?p ?o } }",
        "SELECT * { ?s ?p 3SERVICE <%s> { ?x ?y ?z } }",
        r"SELECT * { SERV\u0049CE <%s> { ?s ?p ?o } }",
        "LOAD <%s>",
        "INSERT DATA { <urn:x> <urn:y> <%s> }",
        "PREFIX x: <urn:x> DELETE WHERE { ?s ?p <%s> }",
    ],
)
def test_queries_neither_ask_others_nor_write(outside: Listener, ontology: Ontology, query: str) -> None:
    with GraphStore.open() as store, pytest.raises(QueryError):
        ask(store, query % outside.address, ontology=ontology)


@pytest.mark.parametrize("clause", ["FROM <%s>", "FROM NAMED <%s>", "FROM <file:///etc/hostname>"])
def test_from_names_graphs_of_the_store_alone(outside: Listener, ontology: Ontology, clause: str) -> None:
    text = clause.replace("%s", outside.address)
    with GraphStore.open() as store:
        assert len(ask(store, f"SELECT * {text} {{ ?s ?p ?o }}", ontology=ontology)) == 0


def test_service_is_no_clause_where_it_is_a_word() -> None:
    refuse_service('SELECT ?service { ?service <urn:SERVICE> "SERVICE <urn:x>", x:services, _:service } # SERVICE')


@pytest.mark.parametrize(
    "clause",
    ["SERVICESILENT <urn:x> {}", "SERVICE:x {}", "?s ?p trueSERVICE <urn:x> {}", r"\U00000053ervice <urn:x> {}"],
)
def test_what_may_be_read_as_service_is_refused(clause: str) -> None:
    with pytest.raises(QueryError, match="would ask another server"):
        refuse_service(f"SELECT * {{ {clause} }}")


@pytest.mark.parametrize("query", ["select", "ask"])
def test_shapes_ask_nobody_else(tmp_path: Path, outside: Listener, query: str) -> None:
    text = f"""@prefix sh: <http://www.w3.org/ns/shacl#> .
    <urn:s> a sh:NodeShape ; sh:targetSubjectsOf <urn:p> ;
      sh:sparql [ sh:{query} "SELECT $this {{ SERVICE <{outside.address}> {{ $this ?p ?o }} }}" ] ."""
    with pytest.raises(OntologyError, match=f"sh:{query}: SERVICE"):
        Ontology([folder(tmp_path, shapes__ttl=text)])


def test_what_an_ontology_points_to_is_not_fetched(tmp_path: Path, outside: Listener) -> None:
    there = outside.address
    text = f"""@base <{there}> . @prefix sh: <http://www.w3.org/ns/shacl#> .
    @prefix owl: <http://www.w3.org/2002/07/owl#> .
    <> a owl:Ontology ; owl:imports <{there}>, <file:///etc/hostname> ; sh:shapesGraph <{there}> .
    <#s> a sh:NodeShape ; sh:targetSubjectsOf <urn:p> ; sh:class <{there}#c> ;
      sh:js [ a sh:JSConstraint ; sh:jsFunctionName "f" ; sh:jsLibrary [ sh:jsLibraryURL "{there}" ] ] ;
      sh:sparql [ sh:prefixes <{there}> ; sh:select "SELECT $this {{ $this <urn:p> ?o }}" ] ."""
    own = Ontology([folder(tmp_path, shapes__ttl=text)], default=False)
    imports = f"<{there}> <http://www.w3.org/2002/07/owl#imports> <{there}> ."
    (tmp_path / "a.ttl").write_text(f"<urn:a> <urn:p> <urn:b> . {imports}")
    assert not validity(tmp_path / "a.ttl", own).conforms  # the shapes were read, and applied


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.jsonld", '{{"@context": "{there}", "@id": "urn:a", "name": "x"}}'),
        ("a.rdf", '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "{there}">]><x>&e;</x>'),
        ("a.rdf", '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>'),
        ("a.rdf", '<!DOCTYPE x [<!ENTITY a "' + "a" * 20_000 + '">]><x>&a;</x>'),
    ],
)
def test_graphs_to_validate_fetch_nothing_and_do_not_grow(
    tmp_path: Path, outside: Listener, ontology: Ontology, name: str, text: str
) -> None:
    (tmp_path / name).write_text(text.replace("{there}", outside.address).replace("{{", "{").replace("}}", "}"))
    with pytest.raises(DocumentError):
        validity(tmp_path / name, ontology)


HOOK = """
import json, os, sys
seen = {"connections": [], "files": set()}
def hook(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto", "urllib.Request"):
        seen["connections"].append(f"{event} {arguments}")
    elif event == "open" and isinstance(arguments[0], (str, bytes, os.PathLike)):
        seen["files"].add(os.path.abspath(os.fsdecode(arguments[0])))
sys.addaudithook(hook)
code = 0
try:
    sys.argv = ["innograph", *sys.argv[2:]]
    from innograph.cli import main
    main()
except SystemExit as end:
    code = end.code
with open(os.environ["SEEN"], "w") as out:
    json.dump({"code": code, "connections": seen["connections"], "files": sorted(seen["files"])}, out)
"""


def test_a_build_opens_what_it_was_given_and_its_own_files(tmp_path: Path, outside: Listener) -> None:
    there = outside.address
    given = tmp_path / "given"
    given.mkdir()
    (tmp_path / "secret.txt").write_text("hidden words")
    secret = (tmp_path / "secret.txt").as_uri()
    page = f"""<!DOCTYPE html [<!ENTITY e SYSTEM "{secret}">]><html xmlns:xi="http://www.w3.org/2001/XInclude"><head>
    <base href="{there}"><link rel="stylesheet" href="{there}"><meta http-equiv="refresh" content="0;url={there}">
    <script src="{there}"></script><script type="application/ld+json">{{"@context": "{there}"}}</script></head><body>
    <iframe src="{secret}"></iframe><img src="{there}"><xi:include href="{secret}" parse="text"/><p>{WORDS} &e;</p>"""
    (given / "a.html").write_text(page)
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    (given / "b.docx").write_bytes(
        docx(
            in_body(PARAGRAPH.replace("<w:t>", '<w:t xml:base="' + there + '">')),
            others={
                "word/_rels/document.xml.rels": lambda part: part.replace(
                    b"</Relationships>",
                    f'<Relationship Id="rId99" Type="{relation}" Target="{there}" TargetMode="External"/>'.encode()
                    + b"</Relationships>",
                )
            },
        )
    )
    action = f"/Catalog /OpenAction << /S /URI /URI ({there}) >>".encode()
    (given / "c.pdf").write_bytes(pdf([[(12, 700, WORDS)]]).replace(b"/Catalog", action))
    front = f"---\ntitle: a\nurl: {secret}\n---\n"
    (given / "d.md").write_text(f"{front}![x]({there}) [y]: {secret}\n\n{WORDS} <img src='{there}'>\n")
    (given / "e.jsonl").write_text(json.dumps({"@context": there, "$ref": secret, "text": WORDS + " And so on."}))
    modules = os.pathsep.join(filter(None, sys.path))
    environment = os.environ | {"SEEN": str(tmp_path / "seen.json"), "PYTHONPATH": modules}
    command = [sys.executable, "-c", HOOK, "-", "build", str(given), "--out", str(tmp_path / "out")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=tmp_path)
    seen = json.loads((tmp_path / "seen.json").read_text())
    assert seen["code"] in (0, None), done.stderr
    assert seen["connections"] == []
    own = [Path(part).resolve() for part in (sys.prefix, sys.base_prefix, ROOT, given, tmp_path / "out")]
    system = [Path(part) for part in ("/proc", "/sys", "/dev", "/etc", "/usr/share")]  # of libraries, for themselves
    strange = [
        name
        for name in seen["files"]
        if not any(Path(name).resolve().is_relative_to(place) for place in (*own, *system))
        and name != str(tmp_path / "seen.json")
    ]
    assert strange == []
    assert "hidden" not in (tmp_path / "out" / "innograph.trig").read_text(encoding="utf-8")
