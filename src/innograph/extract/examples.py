"""The example sentences that frames carry, held against what is extracted from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from innograph.extract.frames import Frame
from innograph.read import document_from_text

if TYPE_CHECKING:
    from innograph.extract import Extractor


@dataclass(frozen=True, slots=True)
class FailedExample:
    """A sentence that a frame should match and does not, or the other way round."""

    frame: Frame
    sentence: str
    should_match: bool

    def __str__(self) -> str:
        return f"{self.frame.name} {'does not match' if self.should_match else 'matches'}: {self.sentence}"


def failed_examples(extractor: Extractor, frame: Frame) -> Iterator[FailedExample]:
    """The examples of `frame` that do not hold. Each sentence is read as a document of its own.

    A frame that only weights choose is held to being offered to them, as what they choose is not for one sentence to
    show; a sentence that it rejects must still make no claim of it.
    """
    examples = [(sentence, True) for sentence in frame.matches] + [(sentence, False) for sentence in frame.rejects]
    documents = [document_from_text(sentence, source=frame.name) for sentence, _ in examples]
    read = extractor.extract_all(documents)
    for (sentence, should_match), (document, claims) in zip(examples, read, strict=True):
        if frame.chosen and should_match:
            holds = frame.iri in extractor.offered(document)
        else:
            holds = any(claim.frame == frame.iri for claim in claims)
        if holds is not should_match:
            yield FailedExample(frame, sentence, should_match)
