"""Finished answers in a folder: a run that was interrupted goes on where it stopped, and nothing is asked twice.

One JSON file for each question. Its name is made of the document's id and a hash of the model, the prompt's version and
the words of the question, so that whatever changes the question asks it anew. What is kept is the answer as it came,
not the claims: they pass the gate again each time.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from dataclasses import asdict
from pathlib import Path

from innograph.errors import StoreError
from innograph.llm.answer import Answer


class AnswerStore:
    """A folder of finished answers, made where there is none.

    Raises:
        StoreError: the folder cannot be made.
    """

    def __init__(self, folder: Path, model: str, prompt: str) -> None:
        self.folder = folder
        self.model = model
        self.prompt = prompt
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(folder, f"cannot be made ({error.strerror})") from error

    def path(self, document: str, question: str) -> Path:
        """The file of the answer to a question (its words) about a document (its id)."""
        said = json.dumps([self.model, self.prompt, question], ensure_ascii=False)
        return self.folder / f"{document}-{hashlib.sha256(said.encode()).hexdigest()[:16]}.json"

    def get(self, document: str, question: str) -> Answer | None:
        """The answer that is kept; None where there is none, or its file cannot be read."""
        try:
            data = json.loads(self.path(document, question).read_text(encoding="utf-8"))
            return Answer(**data["answer"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def put(self, document: str, question: str, answer: Answer) -> None:
        """Keep an answer. The file is there as a whole or not at all, however the process ends.

        Raises:
            StoreError: the folder cannot be written.
        """
        path = self.path(document, question)
        data = {"document": document, "model": self.model, "prompt": self.prompt, "answer": asdict(answer)}
        try:
            with tempfile.NamedTemporaryFile(
                "w", encoding="utf-8", dir=self.folder, prefix=".", suffix=".part", delete=False
            ) as file:
                json.dump(data, file, ensure_ascii=False, indent=1)
            Path(file.name).replace(path)
        except OSError as error:
            raise StoreError(self.folder, f"cannot be written ({error.strerror})") from error
