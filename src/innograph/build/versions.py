"""What has to be the same for something not to be done again: the code, the pipeline, the ontology, the options."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from innograph.llm import LlmSettings

_READING = ("read", "model.py")
_EXTRACTING = ("read/language.py", "extract", "identity", "classes.py", "model.py", "ontology.py", "interchange.py")
_WRITING = ("graph", "identity", "classes.py", "model.py", "ontology.py", "interchange.py")
_LIBRARIES = ("spacy", "lxml", "trafilatura", "pypdf", "python-docx", "markdown-it-py")
_NO_MATTER = {"key_env", "timeout", "concurrency", "prices", "resume", "attempts", "backoff"}


@dataclass(frozen=True, slots=True)
class Versions:
    """Hashes that change with whatever the outcome of a stage depends on, apart from the stage's own input."""

    reading: str
    extracting: str
    writing: str

    @classmethod
    def of(
        cls, ontology: str, base: str, pipeline: str, trained: bool, min_confidence: float, llm: LlmSettings | None
    ) -> Versions:
        """The versions of this installation with an ontology (its version), a base of IRIs, and options."""
        asked = {} if llm is None else {k: v for k, v in asdict(llm).items() if k not in _NO_MATTER}
        libraries = [f"{name} {_version(name)}" for name in _LIBRARIES]
        asking = (_code("llm"), str(sorted(asked.items()))) if llm else ()
        extracting = (ontology, _pipeline(pipeline), str(trained), str(min_confidence), *asking)
        return cls(
            reading=digest(_code(*_READING), *libraries),
            extracting=digest(_code(*_EXTRACTING), libraries[0], *extracting),
            writing=digest(_code(*_WRITING), _version("innograph"), ontology, base, _pipeline(pipeline)),
        )


def digest(*parts: str) -> str:
    """A hash of `parts`."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


@cache
def _code(*parts: str) -> str:
    """A hash of the files of parts of the package: innograph's own version says little while it is worked on."""
    package = Path(__file__).parents[1]
    found = hashlib.sha256()
    for part in parts:
        path = package / part
        files = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.suffix in {".py", ".json", ".txt"})
        for file in files:
            found.update(file.relative_to(package).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return found.hexdigest()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"


def _pipeline(name: str) -> str:
    """A pipeline by its package and version; a folder that holds one by its configuration and the size of its parts."""
    folder = Path(name)
    if not folder.is_dir():
        return f"{name} {_version(name)}"
    parts = [f"{p.relative_to(folder).as_posix()} {p.stat().st_size}" for p in sorted(folder.rglob("*")) if p.is_file()]
    told = [p.read_text(encoding="utf-8") for p in (folder / "meta.json", folder / "config.cfg") if p.is_file()]
    return digest(*parts, *told)
