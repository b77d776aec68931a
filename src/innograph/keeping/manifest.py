"""What a backup says of itself: what made it, how much it holds, and the hash of each file in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, BinaryIO

from innograph.errors import StoreError
from innograph.graph.schema import refusal

FORMAT = "innograph backup"
VERSION = 1  # of the backup's own form
NAME = "manifest.json"
GRAPH = "graph.nq"
ARCHIVE = "archive.sqlite"
COPIED = ("claims.jsonl", "report.json", "graph.svg", "graph.png", "graph.html")
MEMBERS = (GRAPH, ARCHIVE, *COPIED)  # all that a backup can hold, and so all that a restore can write
LONGEST = 1_000_000  # bytes of a manifest
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in a backup: its size in bytes and the hexadecimal SHA-256 of its bytes."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds.

    `schema` is the version of the graph's layout, None where nothing of ours was in it; `innograph` and `pyoxigraph`
    are the versions that wrote it.
    """

    files: Mapping[str, Kept]
    documents: int
    claims: int
    graphs: int
    quads: int
    schema: int | None
    innograph: str
    pyoxigraph: str

    def to_json(self) -> dict[str, Any]:
        """The manifest as it stands in the backup."""
        return {"format": FORMAT, "version": VERSION, **asdict(self)}

    def encoded(self) -> bytes:
        """The manifest as a file."""
        return (json.dumps(self.to_json(), indent=2) + "\n").encode()

    @classmethod
    def decoded(cls, data: bytes, location: str | Path) -> Manifest:
        """The manifest of a backup.

        Raises:
            SchemaError: the graph in it is laid out in a version that this innograph does not read.
            StoreError: it is not the manifest of a backup, or that of a newer form.
        """
        foreign = StoreError(location, "is no backup that innograph made")
        try:
            said = json.loads(data)
            if said["format"] != FORMAT:
                raise foreign
            if said["version"] != VERSION:
                raise StoreError(
                    location,
                    f"is a backup of version {said['version']}, made by innograph {said['innograph']}; "
                    f"this is innograph {package_version('innograph')}, which reads version {VERSION}",
                )
            manifest = cls(
                files={name: Kept(int(kept["bytes"]), str(kept["sha256"])) for name, kept in said["files"].items()},
                schema=None if said["schema"] is None else int(said["schema"]),
                innograph=str(said["innograph"]),
                pyoxigraph=str(said["pyoxigraph"]),
                **{key: int(said[key]) for key in ("documents", "claims", "graphs", "quads")},
            )
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise foreign from error
        if GRAPH not in manifest.files or not set(manifest.files) <= set(MEMBERS):
            raise foreign
        if (refused := refusal(manifest.schema, location)) is not None:
            raise refused
        return manifest


def package_version(package: str) -> str:
    """The version of an installed package; "unknown" in a checkout that was never installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"


def hashed(source: BinaryIO, target: BinaryIO | None = None, most: int | None = None) -> Kept:
    """Size and hash of what `source` holds, copied to `target` where that is given.

    Args:
        most: bytes to read at the most; what comes after them is left.
    """
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(_CHUNK if most is None else min(_CHUNK, most - size)):
        digest.update(chunk)
        size += len(chunk)
        if target is not None:
            target.write(chunk)
    return Kept(size, digest.hexdigest())
