"""The app as run.py starts it, with its log, its process and, where wanted, a login."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import run
from conftest import held_port, server_command, wait_until_healthy

SECRET = "a cookie secret of forty letters, for tests"  # noqa: S105
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
    places = {"HOME": str(folder), "MODELWRIGHT_HOME": str(folder), "PYTHONPATH": str(run.ROOT)}
    with held_port() as port, (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            server_command(script or run.ROOT / "server.py", port),
            cwd=run.ROOT,
            env={**os.environ, **places, **variables},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        server = Server(run.url_of("127.0.0.1", port), folder, folder / "server.log", process.pid)
        try:
            wait_until_healthy(server.url, process)
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
