"""Pictures of the network: SVG and PNG for print, one HTML page to explore, one object for notebooks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from pathlib import Path

import networkx as nx

from innograph.errors import StoreError
from innograph.explore.choose import choose
from innograph.explore.network import around, of_types, to_networkx
from innograph.explore.page import make_page
from innograph.explore.scene import Scene, make_scene
from innograph.graph.store import GraphStore
from innograph.ontology import Ontology

ENDINGS = (".svg", ".png", ".html")
NODES_IN_PRINT, NODES_ON_PAGE = 40, 300  # above these, a picture stops being one


@dataclass(frozen=True, slots=True)
class _Drawing:
    """What is to be drawn, and the words around it."""

    scene: Scene
    graph: nx.MultiDiGraph
    title: str
    note: str


def draw(
    source: nx.MultiDiGraph | GraphStore,
    path: str | Path,
    *,
    focus: str | None = None,
    hops: int = 2,
    types: Iterable[str] | None = None,
    max_nodes: int | None = None,
    title: str | None = None,
    ontology: Ontology | None = None,
) -> Path:
    """Draw a graph as SVG, PNG or a self-contained HTML page, by the ending of `path`. The same graph, the same bytes.

    Args:
        source: a store, or a graph as `to_networkx` gives it.
        focus: name or IRI of a node: only what is at most `hops` links away from it is drawn.
        types: names or classes of the nodes to draw.
        max_nodes: the most nodes to draw; 40 in print and 300 on a page where it is not given. What is left out is
            said at the foot.
        ontology: says what things look like and are called; the shipped one where it is not given.

    Raises:
        StoreError: the ending is not known, or the file cannot be written.
        QueryError: nothing is called `focus`, or no class is called so.
    """
    target = Path(path)
    ending = target.suffix.lower()
    if ending not in ENDINGS:
        raise StoreError(
            target, f"no picture has the ending {target.suffix or 'none'!r}; known are {', '.join(ENDINGS)}"
        )
    on_page = ending == ".html"
    limit = max_nodes or (NODES_ON_PAGE if on_page else NODES_IN_PRINT)
    drawing = _prepare(
        source,
        focus=focus,
        hops=hops,
        types=types,
        max_nodes=limit,
        title=title,
        ontology=ontology or Ontology(),
        keep_isolated=on_page,
    )
    if on_page:
        content = make_page(drawing.scene, drawing.graph, title=drawing.title, note=drawing.note).encode()
    else:
        from innograph.explore.picture import picture

        content = picture(drawing.scene, ending.removeprefix("."), title=drawing.title, note=drawing.note)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    except OSError as error:
        raise StoreError(target, error.strerror or str(error)) from error
    return target


@dataclass(frozen=True, slots=True)
class NetworkView:
    """The page of a graph, shown by notebooks where it stands."""

    page: str
    height: int = 640  # in pixels

    def _repr_html_(self) -> str:
        return (
            f'<iframe srcdoc="{escape(self.page)}" sandbox="allow-scripts allow-popups" '
            f'width="100%" height="{self.height}" frameborder="0"></iframe>'
        )


def view(
    source: nx.MultiDiGraph | GraphStore,
    *,
    focus: str | None = None,
    hops: int = 2,
    types: Iterable[str] | None = None,
    max_nodes: int = NODES_ON_PAGE,
    title: str | None = None,
    ontology: Ontology | None = None,
) -> NetworkView:
    """The graph as a page for notebooks; the arguments are those of `draw`.

    Raises:
        QueryError: nothing is called `focus`, or no class is called so.
    """
    drawing = _prepare(
        source,
        focus=focus,
        hops=hops,
        types=types,
        max_nodes=max_nodes,
        title=title,
        ontology=ontology or Ontology(),
        keep_isolated=True,
    )
    return NetworkView(make_page(drawing.scene, drawing.graph, title=drawing.title, note=drawing.note))


def _prepare(
    source: nx.MultiDiGraph | GraphStore,
    *,
    focus: str | None,
    hops: int,
    types: Iterable[str] | None,
    max_nodes: int,
    title: str | None,
    ontology: Ontology,
    keep_isolated: bool,
) -> _Drawing:
    if isinstance(source, GraphStore):
        whole = to_networkx(source, focus=focus, hops=hops, types=types, ontology=ontology)
    else:
        whole = source if focus is None else around(source, focus, hops)
        whole = of_types(whole, types, ontology) if types else whole
    shown = choose(whole, max_nodes, keep_isolated=keep_isolated)
    if title is None:
        middle = whole.nodes[whole.graph["focus"]]["label"] if "focus" in whole.graph else None
        title = f"{middle} and what it is linked to" if middle else "Innovation actors and what links them"
    return _Drawing(make_scene(shown, ontology), shown, title, _note(whole, shown))


def _note(whole: nx.MultiDiGraph, shown: nx.MultiDiGraph) -> str:
    """What the reader of a picture has to know: how much of the graph it shows, and what size and dashes mean."""

    def share(part: int, total: int, what: str) -> str:
        return f"all {total} {what}" if part == total else f"{part} of {total} {what}"

    def count(number: int, what: str) -> str:
        return f"{number} {what}{'' if number == 1 else 's'}"

    if not whole:
        return "There is nothing to show."
    nodes = share(len(shown), len(whole), "actors and things")
    links = share(shown.number_of_edges(), whole.number_of_edges(), "links")
    unlinked = sum(whole.degree(n) == 0 for n in whole if n not in shown)
    left_out = len(whole) - len(shown)
    why = ", those that most is said of" if left_out > unlinked else ""
    alone = f" (without links: {unlinked})" if unlinked else ""
    parts = [f"Shown: {nodes}{alone}, {links}{why}."]
    claims = {claim for _, data in shown.nodes(data=True) for claim in data.get("claims", ())}
    quotes = [q for *_, data in shown.edges(data=True) for q in data.get("quotes", ())]
    quotes += [fact for _, data in shown.nodes(data=True) for fact in data.get("facts", ())]
    documents = {quote.get("document") for quote in quotes} - {None, ""}
    if claims and documents:
        parts.append(f"From {count(len(claims), 'claim')} in {count(len(documents), 'document')}.")
    parts.append("Larger: more claims.")
    if any(data.get("modality") in {"planned", "expected"} for *_, data in shown.edges(data=True)):
        parts.append("Dashed: planned or expected.")
    return " ".join(parts)
