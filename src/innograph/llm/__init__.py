"""Claims proposed by a language model behind any OpenAI-compatible endpoint, and a gate that trusts none of them.

`prompt` asks, `client` carries, `answer` reads, `gate` checks every claim against the text, `store` keeps finished
answers, `report` counts. Nothing here touches the network before an `LlmExtractor` asks its first question.
"""

from innograph.llm.extractor import LlmExtractor
from innograph.llm.gate import Gate, Reason
from innograph.llm.report import LlmReport, Rejection
from innograph.llm.settings import LlmSettings, Prices

__all__ = ["Gate", "LlmExtractor", "LlmReport", "LlmSettings", "Prices", "Reason", "Rejection"]
