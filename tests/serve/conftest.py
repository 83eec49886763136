"""A served bundle to ask: a real server on a free port of this computer."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from core.export import LoadedBundle, load_bundle, make_bundle
from core.serve.app import application
from core.serve.gate import LOCAL
from core.serve.server import listen
from tests.export.shipped import customers, shipped

SECRET = "correct-horse-battery"  # noqa: S105
JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Answer:
    """Status, parsed body and raw text of an answer."""

    status: int
    json: Any
    text: str


@dataclass(frozen=True)
class Client:
    """Asks one server."""

    port: int

    def ask(
        self, method: str, path: str, body: bytes | str | None = None, **headers: str
    ) -> Answer:
        """Send one request; underscores in header names stand for dashes."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        line.request(method, path, body, named)
        answer = line.getresponse()
        text = answer.read().decode()
        line.close()
        return Answer(answer.status, json.loads(text), text)

    def predict(self, body: Any, **headers: str) -> Answer:
        """Send rows, or a raw text or bytes, to /predict."""
        sent = body if isinstance(body, str | bytes) else json.dumps({"rows": body})
        return self.ask("POST", "/predict", sent, **{**JSON, **headers})


@contextmanager
def served(bundle: LoadedBundle, hosts: tuple[str, ...] = LOCAL, token: str = "") -> Iterator[Any]:
    listening = listen("127.0.0.1", 0)
    app = application(bundle, hosts, token)
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off", ws="none"))
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    try:
        yield Client(listening.getsockname()[1])
    finally:
        server.should_exit = True
        thread.join(20)
        listening.close()


@pytest.fixture(scope="session")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    folder = tmp_path_factory.mktemp("bundles")

    def made(model: str = "logistic", task: str = "binary") -> Path:
        path = folder / f"{model}-{task}.zip"
        if not path.exists():
            make_bundle(shipped(model, task), customers().frame, path)
        return path

    return made


@pytest.fixture(scope="session")
def client(bundles: Callable[..., Path]) -> Iterator[Client]:
    with served(load_bundle(bundles())) as asked:
        yield asked


@pytest.fixture(scope="session")
def locked(bundles: Callable[..., Path]) -> Iterator[Client]:
    """A server open to any host name, behind a token."""
    with served(load_bundle(bundles()), (), SECRET) as asked:
        yield asked
