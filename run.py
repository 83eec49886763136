"""Set up and start Modelwright, or run its checks; nothing but Python is needed before.

python3 run.py                      make .venv, install once, start the app on this computer
python3 run.py --port 8600          ask for another port
python3 run.py test [pytest args]   also install the test tools and a browser, run every check
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import importlib.util
import ipaddress
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / ".stamp-lock"
FILES = {
    "app": ("requirements.txt",),
    "test": ("requirements.txt", "requirements-dev.txt", "requirements-sqlserver.txt"),
}
OLDEST = (3, 11)
NEWER = ("python3.13", "python3.12", "python3.11")
FIRST_PORT = 8501
NEEDED_BYTES = 2_000_000_000
START_SECONDS = 90
BROWSERS = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser", "chrome")
MAC_BROWSER = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
CHECKS = (("ruff", "check", "."), ("ruff", "format", "--check", "."), ("mypy",))

# A file stays in one process, for what its tests share; conftest.py puts the files in order.
TWO_PROCESSES = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")
ONE_PROCESS = re.compile(r"-n|-[vqx]*s|--(capture|dist|numprocesses|pdb|trace)\b|.*no:xdist")


class SetupError(Exception):
    """Something the user can put right, in one sentence."""


def main(arguments: Sequence[str]) -> int:
    """Do what the command line asks and return the exit code."""
    if sys.version_info < OLDEST:
        return _hand_over(arguments)
    try:
        if arguments[:1] == ["test"]:
            return test(arguments[1:])
        return start(_options(arguments))
    except SetupError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def start(options: argparse.Namespace) -> int:
    """Install what is missing, start the app and stay until it ends."""
    configured = secrets(ROOT / ".streamlit" / "secrets.toml")
    hosts = allowed_hosts(options.address, configured)
    env = environment(os.environ)
    # With a login others are expected, if only through a proxy on this computer.
    alone = is_loopback(options.address) and not login_host(configured)
    env.setdefault("MODELWRIGHT_SHARED", "0" if alone else "1")
    with one_at_a_time(LOCK):
        ensure("app")
        port = free_port(options.address, options.port)
        if port != options.port:
            print(f"Port {options.port} is taken; using {port} instead.")
        command = app_command(options.address, port, hosts)
        app = subprocess.Popen([venv_python(), *command], cwd=ROOT, env=env)
        signal.signal(signal.SIGTERM, lambda *_: app.terminate())
        try:
            _wait_until_up(app, options.address, port)
        except KeyboardInterrupt:
            app.terminate()
    return _stay(app)


def test(arguments: Sequence[str]) -> int:
    """Run format, lint, types and tests; the first check that fails gives the exit code."""
    with one_at_a_time(LOCK):
        ensure("test")
        browser = find_browser(os.environ, shutil.which) or fetch_browser()
    env = environment(os.environ)
    if browser:
        env["CHROMIUM"] = browser
    codes = []
    for check in CHECKS:
        print(f"== {' '.join(check)}", flush=True)
        codes.append(_python("-m", *check, env=env))
    if any(codes):
        failed = [" ".join(check) for check, code in zip(CHECKS, codes, strict=True) if code]
        print(f"Failed so far: {', '.join(failed)}.", flush=True)
    print("== pytest", flush=True)
    codes.append(_python("-m", "pytest", *in_two(arguments, _cores()), *arguments, env=env))
    return next((code for code in codes if code), 0)


def in_two(words: Sequence[str], cores: int) -> tuple[str, ...]:
    """Return what shares the tests between two processes, unless the words are against it."""
    against = any(ONE_PROCESS.match(word) for word in words)
    return () if against or cores < 2 else TWO_PROCESSES


def _cores() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


# ---- where the app may be reached ----


def allowed_hosts(address: str, configured: Mapping[str, object]) -> tuple[str, ...]:
    """Return the host names the server answers to, or refuse to open it without a login."""
    local = ("localhost", "127.0.0.1", "::1")
    if is_loopback(address):
        return local if address in local else (*local, address)
    public = login_host(configured)
    if not public:
        raise SetupError(
            f"Refused to listen on {address}: others could reach the app without logging in. "
            "Configure a login in .streamlit/secrets.toml ([auth] with redirect_uri, "
            "cookie_secret and a provider), or leave out --address."
        )
    every = (*local, public, address)
    return tuple(dict.fromkeys(host for host in every if host not in ("0.0.0.0", "::")))  # noqa: S104


def is_loopback(address: str) -> bool:
    """Tell whether only this computer can reach an address."""
    if address == "localhost":
        return True
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(address).is_loopback
    return False


def login_host(configured: Mapping[str, object]) -> str:
    """Return the public host name of a complete [auth] section, or an empty text."""
    auth = configured.get("auth")
    if not isinstance(auth, Mapping) or not auth.get("cookie_secret"):
        return ""
    providers = [auth, *(value for value in auth.values() if isinstance(value, Mapping))]
    if not any(provider.get("client_id") for provider in providers):
        return ""
    return urlsplit(str(auth.get("redirect_uri", ""))).hostname or ""


def secrets(path: Path) -> Mapping[str, object]:
    """Read a secrets file; a missing one is empty."""
    import tomllib

    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SetupError(f"{path.name} is not valid TOML. Correct it or remove it.") from error


def free_port(address: str, wanted: int) -> int:
    """Return the wanted port, or the next free one above it, or any free one."""
    above = range(wanted, min(wanted + 50, 65_536))
    for port in (*above, 0):
        taken = _bound(address, port)
        if taken:
            return taken
    raise SetupError(f"No port is free on {address}. Check the address.")


def _bound(address: str, port: int) -> int:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return 0
        return int(probe.getsockname()[1])


def app_command(
    address: str, port: int, hosts: Sequence[str], script: str = "server.py"
) -> list[str]:
    """Return what starts the app, for Python's -m; these options must not be in config.toml."""
    options = {
        "server.address": address,
        "server.port": str(port),
        "server.headless": "true",
        "logger.hideWelcomeMessage": "true",
    }
    named = [text for name, value in options.items() for text in (f"--{name}", value)]
    answering = [text for host in hosts for text in ("--server.allowedHosts", host)]
    return ["-m", "streamlit", "run", script, *named, *answering]


def url_of(address: str, port: int) -> str:
    """Return the address to open in a browser on this computer."""
    host = "localhost" if address in ("0.0.0.0", "::") else address  # noqa: S104
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _wait_until_up(app: subprocess.Popen[bytes], address: str, port: int) -> None:
    host = urlsplit(url_of(address, port)).hostname or address
    deadline = time.monotonic() + START_SECONDS
    while app.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=1):
            print(f"Modelwright runs at {url_of(address, port)}  (stop with Ctrl+C)", flush=True)
            return
        time.sleep(0.1)


def _stay(app: subprocess.Popen[bytes]) -> int:
    while True:
        try:
            return max(app.wait(), 0)
        except KeyboardInterrupt:
            app.terminate()


# ---- the environment ----


def ensure(purpose: str) -> None:
    """Make .venv and install what a purpose needs, unless its stamp says it is done."""
    stamps = {name: stamp([ROOT / file for file in FILES[name]], sys.version) for name in FILES}
    usable = _usable()
    mark = VENV / f".stamp-{purpose}"
    if usable and mark.is_file() and mark.read_text(encoding="utf-8") == stamps[purpose]:
        return
    if not usable:
        _make_venv()
    print("Installing the packages into .venv, once. This takes one to five minutes.", flush=True)
    _install(FILES[purpose])
    for name, value in stamps.items():
        if set(FILES[name]) <= set(FILES[purpose]):
            (VENV / f".stamp-{name}").write_text(value, encoding="utf-8")


def stamp(files: Sequence[Path], version: str) -> str:
    """Return a text that changes when a requirements file or the Python version does."""
    digest = hashlib.sha256(version.encode())
    for file in files:
        digest.update(b"\0" + file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def venv_python(folder: Path = VENV) -> Path:
    """Return the Python of a virtual environment."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def environment(outer: Mapping[str, str]) -> dict[str, str]:
    """Return the variables for our processes: no foreign packages, modules compiled once."""
    hidden = ("PYTHONPATH", "PYTHONHOME", "PIP_TARGET", "PIP_PREFIX", "__PYVENV_LAUNCHER__",
              "PYTHONDONTWRITEBYTECODE")  # fmt: skip
    kept = {name: value for name, value in outer.items() if name not in hidden}
    return {**kept, "PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def _usable() -> bool:
    if not venv_python().exists():
        return False
    code = "import pip, sys; print(*sys.version_info[:3])"
    try:
        answer = subprocess.run(
            [venv_python(), "-I", "-c", code], capture_output=True, text=True, check=False
        )
    except OSError:
        return False
    return answer.stdout.split() == [str(part) for part in sys.version_info[:3]]


def _make_venv() -> None:
    if importlib.util.find_spec("ensurepip") is None:
        raise SetupError(
            "This Python cannot make virtual environments. Install the missing part "
            "(Debian and Ubuntu: apt install python3-venv) and run the command again."
        )
    if shutil.disk_usage(ROOT).free < NEEDED_BYTES:
        raise SetupError("The packages need 2 GB of free disk. Free some space and try again.")
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", VENV],
        capture_output=True,
        text=True,
        check=False,
        env=environment(os.environ),
    )
    if made.returncode:
        reason = (made.stderr or made.stdout).strip().splitlines()[-1:]
        raise SetupError(f"Could not make the folder .venv: {' '.join(reason) or 'no reason'}")


def _install(files: Sequence[str]) -> None:
    named = [text for file in files for text in ("-r", file)]
    quiet = ["--quiet", "--no-input", "--progress-bar", "off"]
    if _python("-m", "pip", "install", *quiet, *named, env=environment(os.environ)):
        raise SetupError(
            "The packages could not be installed; the lines above say why. "
            "Check the network connection and run the command again."
        )


def _python(*arguments: str, env: Mapping[str, str], timeout: float | None = None) -> int:
    command = [str(venv_python()), *arguments]
    return subprocess.run(command, cwd=ROOT, env=env, check=False, timeout=timeout).returncode


@contextlib.contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Hold a lock on a file, so that two starts at once set up one after the other."""
    try:
        file = path.open("a+")
    except OSError as error:
        raise SetupError(f"The folder {path.parent} cannot be written: {error.strerror}") from error
    with file:
        _lock(file.fileno())
        yield


def _lock(handle: int) -> None:
    if os.name == "posix":
        import fcntl

        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Waiting for another start to finish its set-up.", flush=True)
            fcntl.flock(handle, fcntl.LOCK_EX)
    else:
        import msvcrt

        while True:
            with contextlib.suppress(OSError):
                msvcrt.locking(handle, msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined]
                return


# ---- the browser of the tests ----


def find_browser(outer: Mapping[str, str], which: Callable[[str], str | None]) -> str:
    """Return a Chromium that starts, or an empty text; the variable CHROMIUM comes first."""
    named = [outer.get("CHROMIUM") or "", *(which(name) or "" for name in BROWSERS), MAC_BROWSER]
    return next((path for path in named if path and starts(path)), "")


def starts(path: str) -> bool:
    """Tell whether a browser is there with all the libraries it needs."""
    if os.name == "nt":
        return Path(path).is_file()
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0


def fetch_browser() -> str:
    """Install a Chromium and return it, or an empty text when none can be had."""
    for fetch in (_fetch_by_playwright, _fetch_by_apt):
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            path = fetch()
            if path and starts(path):
                return path
    print("No Chromium could be had; the browser tests will be skipped.", flush=True)
    return ""


def _fetch_by_playwright() -> str:
    path = _playwright_browser()
    if not starts(path):
        print("Fetching a Chromium for the browser tests.", flush=True)
        _python("-m", "playwright", "install", "chromium", env=environment(os.environ), timeout=600)
    return path


def _playwright_browser() -> str:
    code = (
        "from playwright.sync_api import sync_playwright as s\n"
        "with s() as p: print(p.chromium.executable_path)"
    )
    answer = subprocess.run(
        [venv_python(), "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    return answer.stdout.strip()


def _fetch_by_apt() -> str:
    geteuid = getattr(os, "geteuid", None)
    if geteuid is None or geteuid() or not shutil.which("apt-get"):
        return ""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
    ):
        subprocess.run(command, env=quiet, check=False, stdin=subprocess.DEVNULL, timeout=900)
    return shutil.which("chromium") or ""


# ---- the command line ----


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="run.py",
        description=(__doc__ or "").partition("\n\n")[2],
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--port", type=_port, default=FIRST_PORT, help="first port to try")
    parser.add_argument("--address", default="127.0.0.1", help="where to listen (needs a login)")
    return parser.parse_args(arguments)


def _port(text: str) -> int:
    if text.isdigit() and 1 <= int(text) <= 65_535:
        return int(text)
    raise argparse.ArgumentTypeError("must be a whole number between 1 and 65535")


def _hand_over(arguments: Sequence[str]) -> int:
    have = ".".join(str(part) for part in sys.version_info[:2])
    newer = next((path for path in map(shutil.which, NEWER) if path), None)
    if newer is None:
        print(
            f"Modelwright needs Python 3.11 or newer; this is {have}. "
            "Install one (Debian and Ubuntu: apt install python3.11 python3.11-venv).",
            file=sys.stderr,
        )
        return 2
    return subprocess.run([newer, str(ROOT / "run.py"), *arguments], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
