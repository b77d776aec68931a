"""Claims to a validated graph in a store.

`load` writes documents and their claims and derives the rest, `remove` takes documents out again; `Namespaces` says
where resources live. They are imported when first asked for: who only opens a store needs no validator.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from innograph.graph.loading import load, remove
    from innograph.graph.namespaces import Namespaces

__all__ = ["Namespaces", "load", "remove"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from innograph.graph import loading

    return getattr(loading, name)
