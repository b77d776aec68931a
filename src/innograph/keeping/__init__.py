"""Keeping a built graph: a backup in one file, and the way back.

`backup` copies what a build left, while others read it; `check` holds such a file to its own hashes; `restore` puts it
back. A backup is a gzipped tar of N-Quads, the archive and the report, so that it outlives the store's own file format.
"""

from __future__ import annotations

from innograph.keeping.backing import backup
from innograph.keeping.manifest import Manifest
from innograph.keeping.restoring import check, restore

__all__ = ["Manifest", "backup", "check", "restore"]
