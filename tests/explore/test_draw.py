"""Pictures: they are written, the same each time, can be read, and let no text of a document do anything."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import re
import struct
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innograph.errors import QueryError, StoreError
from innograph.explore.appearance import PLAIN_COLOUR, look_of_link, look_of_type
from innograph.explore.choose import choose
from innograph.explore.draw import draw, view
from innograph.explore.layout import place
from innograph.explore.scene import make_scene, wrap
from innograph.graph.loading import load
from innograph.graph.store import GraphStore
from innograph.ontology import Ontology, expand
from sample import sample_claims, sample_document

ONTOLOGY = Ontology()
HOSTILE = '</script><script>alert("$title")</script><img src=x onerror=alert(1)> & "quoted" <!-- $100 中文'


@pytest.fixture(scope="module")
def store() -> GraphStore:
    opened = GraphStore.open()
    load(opened, [(sample_document(), sample_claims())], ONTOLOGY)
    return opened


def add(graph: nx.MultiDiGraph, source: str, key: str, target: str, **data: Any) -> None:
    for name in (source, target):
        if name not in graph:
            graph.add_node(name, label=name, type="inno:Actor", type_label="actor", weight=1, claims=[], facts=[])
    predicate = expand(key)
    known = {"predicate": predicate, "label": key.partition(":")[2], "quotes": [], "claims": [], "weight": 1}
    graph.add_edge(source, target, key, **{**known, **data})


@pytest.fixture
def hostile() -> nx.MultiDiGraph:
    """A graph whose every text tries to become markup."""
    graph = nx.MultiDiGraph()
    quote = {"quote": HOSTILE, "title": HOSTILE, "url": "javascript:alert(1)", "claim": HOSTILE}
    add(graph, HOSTILE, "inno:funds", "b", label=HOSTILE, quotes=[quote], amounts=[HOSTILE], amount=1)
    graph.nodes["b"].update(facts=[{**quote, "line": HOSTILE, "disputed": True}], type_label=HOSTILE)
    return graph


# -- files --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["svg", "png", "html"])
def test_the_same_graph_gives_the_same_bytes(store: GraphStore, tmp_path: Path, ending: str) -> None:
    first = draw(store, tmp_path / "new" / f"a.{ending}", ontology=ONTOLOGY).read_bytes()
    assert first == draw(store, tmp_path / f"b.{ending}").read_bytes()


def test_png_is_an_image_of_useful_size(store: GraphStore, tmp_path: Path) -> None:
    data = draw(store, tmp_path / "a.PNG").read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", data[16:24])
    assert 800 < width < 6000
    assert 600 < height < 6000
    assert b"Software" not in data


def test_svg_says_what_a_stranger_needs_as_text(store: GraphStore, tmp_path: Path) -> None:
    root = ElementTree.fromstring(draw(store, tmp_path / "a.svg", title="For $5 or _more_").read_bytes())
    assert root.tag.endswith("svg")
    words = [text.strip() for text in root.itertext() if text.strip()]
    for expected in (
        "For $5 or _more_",
        "Shandong",
        "Henan",
        "nylon 12",
        "14.52 bn yuan",
        "masters",
        "region",
        "material",
    ):
        assert expected in words
    assert any("high-tech enterprises > 26,700 [disputed]" in line for line in words)
    assert any(line.startswith("Shown: 12 of 13 actors and things (without links: 1), all 11 links.") for line in words)


def test_svg_has_no_date_and_names_no_program(store: GraphStore, tmp_path: Path) -> None:
    text = draw(store, tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "dc:date" not in text
    assert "dc:creator" not in text


def test_focus_and_types_choose_what_is_drawn(store: GraphStore, tmp_path: Path) -> None:
    text = draw(store, tmp_path / "a.svg", focus="Qilu Finance Platform", hops=1).read_text(encoding="utf-8")
    assert "Qilu Finance Platform and what it is linked to" in text
    assert "Henan" not in text
    text = draw(store, tmp_path / "b.svg", types=["region"]).read_text(encoding="utf-8")
    assert "Henan" in text
    assert "Qilu" not in text


def test_wrong_wishes_are_clear_errors(store: GraphStore, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"\.gif"):
        draw(store, tmp_path / "a.gif")
    with pytest.raises(QueryError, match="Atlantis"):
        draw(store, tmp_path / "a.svg", focus="Atlantis")
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="file"):
        draw(store, tmp_path / "file" / "a.html")


@pytest.mark.parametrize("ending", ["svg", "png", "html"])
def test_nothing_to_show_is_said(tmp_path: Path, ending: str) -> None:
    data = draw(nx.MultiDiGraph(), tmp_path / f"a.{ending}").read_bytes()
    assert ending == "png" or b"There is nothing to show." in data


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_signs_that_mean_something_to_the_drawing_library_are_only_signs(
    hostile: nx.MultiDiGraph, tmp_path: Path, ending: str
) -> None:
    data = draw(hostile, tmp_path / f"a.{ending}", title=HOSTILE).read_bytes()
    if ending == "svg":
        root = ElementTree.fromstring(data)
        assert HOSTILE in {"".join(element.itertext()) for element in root.iter() if element.tag.endswith("text")}
        assert not [element for element in root.iter() if element.tag.endswith("script")]


# -- the page -----------------------------------------------------------------------------------------------------


class Page(HTMLParser):
    """The elements of a page and the texts inside scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.inside: dict[str, list[str]] = {"script": [], "style": []}
        self.current = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.current = tag

    def handle_endtag(self, tag: str) -> None:
        self.current = ""

    def handle_data(self, data: str) -> None:
        if self.current in self.inside:
            self.inside[self.current].append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def page_of(source: Any, tmp_path: Path, **choices: Any) -> Page:
    return Page(draw(source, tmp_path / "page.html", **choices).read_text(encoding="utf-8"))


def test_the_page_fetches_nothing(store: GraphStore, tmp_path: Path) -> None:
    page = page_of(store, tmp_path)
    links = {
        value for tag, attributes in page.elements for name, value in attributes.items() if name in {"src", "href"}
    }
    assert links == {"https://example.org/news/sample"}
    assert {tag for tag, attributes in page.elements if "href" in attributes} == {"a"}
    assert not re.search(
        r"url\(|@import|fetch\(|XMLHttpRequest|import\(", " ".join(page.inside["style"] + page.inside["script"])
    )


def test_only_the_pages_own_script_and_style_may_run(hostile: nx.MultiDiGraph, tmp_path: Path) -> None:
    page = page_of(hostile, tmp_path)
    (policy,) = [m["content"] for m in page.all("meta") if m.get("http-equiv") == "Content-Security-Policy"]
    style, script = page.inside["style"][0], page.inside["script"][-1]
    assert policy is not None
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'")
    for text in (style, script):
        assert base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() in policy


def test_texts_of_documents_stay_texts(hostile: nx.MultiDiGraph, tmp_path: Path) -> None:
    page = page_of(hostile, tmp_path, title=HOSTILE)
    assert [attributes.get("type") for attributes in page.all("script")] == ["application/json", None]
    assert not page.all("img")
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith(("on", "style"))]
    assert all(not (a["href"] or "").startswith("javascript:") for a in page.all("a"))
    data = json.loads(page.inside["script"][0])
    assert HOSTILE in {node["label"] for node in data["nodes"]}
    assert data["links"][0]["quotes"][0]["quote"] == HOSTILE
    assert any(HOSTILE.replace("\n", " ") in (a.get("aria-label") or "") for a in page.all("g"))


def test_the_page_can_be_read_without_its_script(store: GraphStore, tmp_path: Path) -> None:
    text = draw(store, tmp_path / "a.html").read_text(encoding="utf-8")
    tables = text[text.index("<table>") : text.rindex("</table>")]
    for expected in ("Wanhua BorsodChem", "14.52 bn yuan", "high-tech enterprises &gt; 26,700", "disputed"):
        assert expected in tables
    assert "In 2023 Shandong spent 14.52 billion yuan ($2.05 billion) on scientific research." in tables


def test_every_node_can_be_reached_by_keyboard_and_every_type_filtered(store: GraphStore, tmp_path: Path) -> None:
    page = page_of(store, tmp_path)
    nodes = [a for a in page.all("g") if a.get("class") == "node"]
    assert len(nodes) == 13
    assert all(a["tabindex"] == "0" and a["role"] == "button" and a["aria-label"] for a in nodes)
    boxes = [a for a in page.all("input") if a.get("type") == "checkbox"]
    data = json.loads(page.inside["script"][0])
    assert {int(b["value"] or -1) for b in boxes if b["name"] == "type"} == {n["group"] for n in data["nodes"]}
    assert {int(b["value"] or -1) for b in boxes if b["name"] == "kind"} == {link["group"] for link in data["links"]}


def test_notebooks_show_the_page_in_a_frame(hostile: nx.MultiDiGraph) -> None:
    (frame,) = Page(view(hostile, ontology=ONTOLOGY)._repr_html_()).all("iframe")
    assert (frame["srcdoc"] or "").startswith("<!DOCTYPE html>")
    assert "allow-same-origin" not in (frame["sandbox"] or "")


# -- what is shown ------------------------------------------------------------------------------------------------


def test_choosing_keeps_every_kind_of_link_before_more_of_the_same() -> None:
    graph = nx.MultiDiGraph()
    for number in range(30):
        add(graph, "hub", "inno:specialisesIn", f"field {number}")
    add(graph, "hub", "inno:collaboratesWith", "partner")
    add(graph, "hub", "inno:funds", "company", amount=5)
    add(graph, "company", "inno:masters", "material")
    shown = choose(graph, 6)
    assert len(shown) == 6
    assert {"hub", "partner", "company", "material"} <= set(shown)
    assert nx.is_weakly_connected(shown)


def test_nodes_without_links_are_left_out_first() -> None:
    graph = nx.MultiDiGraph()
    add(graph, "a", "inno:funds", "b")
    graph.add_node("alone", label="alone", weight=100)
    assert set(choose(graph, 10)) == {"a", "b"}
    assert set(choose(graph, 10, keep_isolated=True)) == {"a", "b", "alone"}
    assert set(choose(graph.subgraph(["alone"]), 10)) == {"alone"}


@pytest.mark.parametrize("most", [1, 2, 7, 40])
def test_never_more_nodes_than_asked_for(most: int) -> None:
    graph = nx.MultiDiGraph()
    for number in range(60):
        add(graph, f"n{number}", "inno:funds", f"n{number * 7 % 61}")
    assert len(choose(graph, most)) <= most
    assert list(choose(graph, most)) == list(choose(graph, most))


# -- where it is shown --------------------------------------------------------------------------------------------


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 18), st.integers(0, 18)), max_size=40),
    st.lists(st.tuples(st.floats(5, 150), st.floats(5, 60)), min_size=19, max_size=19),
)
def test_no_box_lies_on_another(edges: list[tuple[int, int]], sizes: list[tuple[float, float]]) -> None:
    graph = nx.Graph(edges)
    graph.add_nodes_from(range(19))
    boxes = dict(enumerate(sizes))
    places = place(graph, boxes, gap=4)
    for a, b in itertools.combinations(range(19), 2):
        apart = [abs(places[a][i] - places[b][i]) - (boxes[a][i] + boxes[b][i]) / 2 for i in (0, 1)]
        assert max(apart) >= 0
    assert all(places[n][i] >= boxes[n][i] / 2 for n in range(19) for i in (0, 1))


def test_a_scene_labels_money_even_where_there_are_many_links() -> None:
    graph = nx.MultiDiGraph()
    for number in range(60):
        add(graph, "hub", "inno:develops", f"product {number}")
    add(graph, "hub", "inno:funds", "school", amounts=["3 m yuan", "1 m yuan"], amount=3)
    labels = {link.label for link in make_scene(graph, ONTOLOGY).links if link.label_at}
    assert labels == {"3 m yuan + 1 more"}


def test_parallel_links_do_not_lie_on_each_other() -> None:
    graph = nx.MultiDiGraph()
    add(graph, "a", "inno:funds", "b")
    add(graph, "b", "inno:locatedIn", "a")
    first, second = make_scene(graph, ONTOLOGY).links
    assert abs(first.at(0.5)[0] - second.at(0.5)[0]) + abs(first.at(0.5)[1] - second.at(0.5)[1]) > 10


def test_long_labels_are_wrapped_and_shortened() -> None:
    lines = wrap("a very long name of an institute for the study of very long names of other institutes")
    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert wrap("") == ("",)


# -- what it looks like -------------------------------------------------------------------------------------------


def test_a_class_looks_like_the_nearest_class_above_it() -> None:
    assert look_of_type(ONTOLOGY, "inno:Laboratory") == look_of_type(ONTOLOGY, "inno:Body")
    assert look_of_type(ONTOLOGY, "schema:Drug").term == expand("schema:Product")
    unknown = look_of_type(ONTOLOGY, "https://example.org/SomethingElse")
    assert (unknown.label, unknown.colour) == ("something else", PLAIN_COLOUR)


def test_looks_of_the_users_own_are_used_and_cannot_break_out(tmp_path: Path) -> None:
    (tmp_path / "looks.ttl").write_text(
        "@prefix look: <https://w3id.org/innograph/appearance#> .\n"
        "@prefix ex: <https://example.org/> .\n"
        'ex:City look:colour "#AB12ef" ; look:shape "square" .\n'
        'ex:Moon look:colour "red;}</style><script>" ; look:shape "banana" .\n'
        'ex:twin look:colour "#010203" .\n'
    )
    ontology = Ontology([tmp_path])
    city, moon = (look_of_type(ontology, f"https://example.org/{name}") for name in ("City", "Moon"))
    assert (city.colour, city.shape) == ("#ab12ef", "square")
    assert (moon.colour, moon.shape) == (PLAIN_COLOUR, "circle")
    assert look_of_link(ontology, "https://example.org/twin").colour == "#010203"


def test_no_two_classes_look_the_same() -> None:
    looks = ONTOLOGY.store.quads_for_pattern(None, None, None)
    shaped = {q.subject.value for q in looks if q.predicate.value.endswith("appearance#shape")}  # type: ignore[union-attr]
    seen = [(look.colour, look.shape) for look in (look_of_type(ONTOLOGY, term) for term in sorted(shaped))]
    assert len(seen) >= 20
    assert len(set(seen)) == len(seen)
