"""What rich lays out, as plain text."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import RenderableType


def plain(parts: Iterable[RenderableType], width: int, *, colour: bool = False) -> str:
    """Parts one below the other, in lines of at most `width` characters without spaces at their ends.

    Args:
        colour: whether to use the colours of a terminal.
    """
    from rich.console import Console

    console = Console(
        file=io.StringIO(),
        width=width,
        color_system="standard" if colour else None,
        force_terminal=colour,
        legacy_windows=False,
    )
    with console.capture() as captured:
        for part in parts:
            console.print(part)
    return "\n".join(line.rstrip() for line in captured.get().splitlines()) + "\n"
