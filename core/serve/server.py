"""Open a port and answer requests until the process is stopped."""

from __future__ import annotations

import os
import socket
from pathlib import Path

from core.errors import SettingError
from core.export import load_bundle
from core.serve.app import application
from core.serve.gate import hosts_for, is_loopback

TOKEN = "MODELWRIGHT_API_TOKEN"  # noqa: S105 - the name of a variable
SHORTEST_TOKEN = 16
WAITING = 100


def serve(
    bundle: Path, host: str = "127.0.0.1", port: int = 8000, token: str | None = None
) -> None:
    """Serve a bundle over HTTP until the process is told to stop.

    The token comes from MODELWRIGHT_API_TOKEN unless it is given; an address that others
    can reach is refused without one.
    """
    import uvicorn

    secret = checked_token(host, os.environ.get(TOKEN, "") if token is None else token)
    listening = listen(host, port)
    with listening:
        app = application(load_bundle(bundle), hosts_for(host), secret)
        print(f"{bundle.name} answers at {_url(listening)}  (stop with Ctrl+C)", flush=True)
        settings = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            lifespan="off",
            ws="none",
            limit_concurrency=WAITING,
        )
        uvicorn.Server(settings).run([listening])


def checked_token(host: str, token: str) -> str:
    """Return the token, or refuse to open the server to others without a good one."""
    if not token and not is_loopback(host):
        raise SettingError(
            f"Refused to listen on {host}: others could ask the model without a token.",
            f"Set {TOKEN} to a long random text, or leave out --host.",
        )
    if token and (len(token) < SHORTEST_TOKEN or not token.isascii() or not token.isprintable()):
        raise SettingError(
            f"The token must have at least {SHORTEST_TOKEN} plain characters.",
            f"Set {TOKEN} to a long random text.",
        )
    return token


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket, or say in a sentence why there is none; port 0 takes any."""
    if not 0 <= port <= 65_535:
        raise SettingError(f"'port' must be between 0 and 65535. Got {port}.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # A named protocol lets asyncio send small answers at once.
    opened = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((host, port))
        opened.listen(2048)
    except (OSError, UnicodeError) as error:
        opened.close()
        reason = getattr(error, "strerror", None) or "the name cannot be used"
        raise SettingError(
            f"Cannot listen on port {port} of {host}: {reason.lower()}.",
            "Choose another with --port, or check --host.",
        ) from error
    return opened


def _url(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
