"""The app as run.py starts it, with its log, its process and, where wanted, a login."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import run

SECRET = "a cookie secret of forty letters, for tests"  # noqa: S105
PATIENCE = 60.0
AUTH = f"""[auth]
redirect_uri = "http://127.0.0.1/oauth2callback"
cookie_secret = "{SECRET}"
client_id = "tests"
client_secret = "tests"
server_metadata_url = "http://127.0.0.1:9/none"
"""


@dataclass(frozen=True)
class Server:
    """A running app: its address, its data folder, the file of its log and its process."""

    url: str
    home: Path
    log: Path
    process: int

    def memory_mb(self) -> float:
        """Return the resident memory of the app's process in megabytes."""
        return self._said("VmRSS")

    def most_memory_mb(self) -> float:
        """Return the most resident memory that the process has had so far."""
        return self._said("VmHWM")

    def _said(self, name: str) -> float:
        status = Path(f"/proc/{self.process}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith(name))
        return int(line.split()[1]) / 1024


@contextmanager
def served(
    folder: Path, script: Path | None = None, login: bool = False, **variables: str
) -> Iterator[Server]:
    """Start the app with a data folder of its own, and stop it at the end."""
    (folder / ".streamlit").mkdir(parents=True)
    if login:
        (folder / ".streamlit" / "secrets.toml").write_text(AUTH)
    port = run.free_port("127.0.0.1", 8650)
    hosts = run.allowed_hosts("127.0.0.1", {})
    named = run.app_command("127.0.0.1", port, hosts, str(script or run.ROOT / "app.py"))
    places = {"HOME": str(folder), "MODELWRIGHT_HOME": str(folder), "PYTHONPATH": str(run.ROOT)}
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, *named],
            cwd=run.ROOT,
            env={**os.environ, **places, **variables},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        server = Server(run.url_of("127.0.0.1", port), folder, folder / "server.log", process.pid)
        try:
            _wait(server.url)
            yield server
        finally:
            process.terminate()
            process.wait(20)


def cookie_of(url: str, **person: Any) -> dict[str, str]:
    """Return the cookie of somebody who has logged in, as Streamlit signs it."""
    from streamlit.web.server.starlette.starlette_app_utils import create_signed_value
    from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

    said = json.dumps({"is_logged_in": True, "origin": url, **person})
    value = create_signed_value(SECRET, USER_COOKIE_NAME, said).decode()
    return {"name": USER_COOKIE_NAME, "value": value, "url": url}


def _wait(url: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:  # noqa: S310
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise TimeoutError(f"The app at {url} did not start.")
