"""Keeping others from writing a store, without opening it for writing oneself: that would disturb who reads it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from innograph.errors import StoreError

try:
    import fcntl
except ImportError:  # Windows, where a file that is open cannot be moved or written anyway
    fcntl = None  # type: ignore[assignment]

_OWN_FILES = Path("/proc/self/fd")


@contextmanager
def undisturbed(store: Path, *, alone: bool = False) -> Iterator[None]:
    """While this lasts no other process can open the store for writing. Who reads it is not disturbed.

    It takes the lock that RocksDB takes, on the same file. Such locks belong to a process and go when it closes the
    file once, so a store that this process writes is refused before the file is touched.

    Args:
        store: the folder of the store; nothing is locked where there is none.
        alone: keep others out who call this too.

    Raises:
        StoreError: somebody writes the store, or with `alone` holds it like this.
    """
    lock = store / "LOCK"
    if fcntl is None or not lock.is_file():
        yield
        return
    in_use = StoreError(store, "is being written, by a build for instance: try again when that has ended")
    if _open_here(lock):
        raise in_use
    with lock.open("rb+" if alone else "rb") as file:
        try:
            fcntl.lockf(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError) as error:
            raise in_use from error
        yield


def _open_here(path: Path) -> bool:
    """Whether this process has the file open, as far as the system tells."""
    if not _OWN_FILES.is_dir():
        return False
    wanted = path.stat()
    for entry in _OWN_FILES.iterdir():
        try:
            found = entry.stat()
        except OSError:  # closed meanwhile, or the listing itself
            continue
        if os.path.samestat(found, wanted):
            return True
    return False
