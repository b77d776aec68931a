"""One tree of errors. Each carries the fields a caller needs to say what happened and where."""

from __future__ import annotations

from pathlib import Path


class InnographError(Exception):
    """Base of all errors that innograph raises on purpose."""


class DocumentError(InnographError):
    """A document could not be read."""

    kind = "unreadable"  # of the finding that a build makes of it

    def __init__(self, path: str | Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = str(path)
        self.reason = reason


class GaveUpError(DocumentError):
    """A document took more time or memory than it may, or brought down the program that read it."""

    kind = "gave-up"


class OntologyError(InnographError):
    """An ontology file is missing, malformed, or says something that cannot be used."""

    def __init__(self, file: str | Path, reason: str) -> None:
        super().__init__(f"{file}: {reason}")
        self.file = str(file)
        self.reason = reason


class FrameError(OntologyError):
    """A frame is not well formed, or one of its examples does not hold."""

    def __init__(self, file: str | Path, frame: str, reason: str) -> None:
        super().__init__(file, f"{frame}: {reason}")
        self.frame = frame


class QueryError(InnographError):
    """A query is wrong. `line` and `column` count from 1 where the parser told them."""

    def __init__(self, message: str, query: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.query = query
        self.line = line
        self.column = column


class StoreError(InnographError):
    """The store cannot be opened, read or written."""

    def __init__(self, location: str | Path, reason: str) -> None:
        super().__init__(f"{location}: {reason}")
        self.location = str(location)
        self.reason = reason


class DamagedError(StoreError):
    """Files of a store or an archive are not what was written; the next build makes them anew."""


class SchemaError(StoreError):
    """A store, export or backup is laid out in another version than this innograph reads."""

    def __init__(self, location: str | Path, found: int, known: int) -> None:
        if found > known:
            reason = (
                f"is laid out in version {found}, and this innograph knows versions up to {known}: "
                "use the newer innograph that made it"
            )
        else:
            reason = f"is laid out in version {found}, and this innograph reads version {known}: build it again"
        super().__init__(location, reason)
        self.found = found
        self.known = known

    @property
    def newer(self) -> bool:
        """Whether a newer innograph made it."""
        return self.found > self.known


class LanguageError(InnographError):
    """The language pipeline is missing or lacks what extraction needs."""


class EndpointError(InnographError):
    """The endpoint of a language model cannot be used at all: not reached, the key or the model refused, no extra."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"{url}: {reason}")
        self.url = url
        self.reason = reason


class AnswerError(InnographError):
    """A language model did not answer a question, or its answer cannot be read. Other questions may go well."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
