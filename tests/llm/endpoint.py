"""A scripted endpoint: a server on this machine that answers as a test tells it, and remembers what it was asked."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

USAGE = {"prompt_tokens": 1000, "completion_tokens": 100}


@dataclass(frozen=True)
class Reply:
    """What the server sends: the content of a chat completion, or any other body."""

    content: str | None = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0  # seconds before anything is sent
    finish_reason: str = "stop"
    usage: dict[str, int] | None = field(default_factory=lambda: dict(USAGE))
    body: str | None = None  # in the place of a chat completion
    hang_up: bool = False  # close the connection without a word

    def text(self) -> str:
        """The body of the response."""
        if self.body is not None:
            return self.body
        if self.status != 200:
            return json.dumps({"error": {"message": f"scripted {self.status}"}})
        message = {"role": "assistant", "content": self.content}
        data: dict[str, Any] = {"choices": [{"message": message, "finish_reason": self.finish_reason}]}
        return json.dumps(data | ({"usage": self.usage} if self.usage is not None else {}))


def claims(*found: Any, **reply: Any) -> Reply:
    """A right answer with these claims."""
    return Reply(json.dumps({"claims": list(found)}), **reply)


Script = Iterable[Reply] | Callable[[dict[str, Any]], Reply]


@dataclass
class Endpoint:
    """What the server was asked, and how many requests it worked on at the same time."""

    url: str
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    now: int = 0
    most: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def questions(self) -> list[str]:
        """The words of the questions."""
        return [request["messages"][-1]["content"] for request in self.requests]


@contextmanager
def served(script: Script) -> Iterator[Endpoint]:
    """A server for the time of a test. A list of replies is given out in order, its last one again and again."""
    replies = None if callable(script) else list(script)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with endpoint.lock:
                endpoint.requests.append(request)
                endpoint.headers.append(dict(self.headers.items()))
                endpoint.times.append(time.monotonic())
                endpoint.now += 1
                endpoint.most = max(endpoint.most, endpoint.now)
                number = len(endpoint.requests) - 1
            reply = script(request) if callable(script) else replies[min(number, len(replies) - 1)]
            time.sleep(reply.delay)
            with endpoint.lock:
                endpoint.now -= 1
            self.answer(reply)

        def answer(self, reply: Reply) -> None:
            self.close_connection = True
            if reply.hang_up or self.path != "/v1/chat/completions":
                return
            body = reply.text().encode()
            try:
                self.send_response(reply.status)
                for name, value in {"Content-Type": "application/json", **reply.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except OSError:  # whoever asked has gone
                pass

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    endpoint = Endpoint(f"http://127.0.0.1:{server.server_address[1]}/v1")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield endpoint
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
