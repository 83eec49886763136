"""The set-up decides rightly: what to install, where to listen, which browser to use."""

from __future__ import annotations

import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import run

LOGIN = {
    "auth": {
        "cookie_secret": "x",
        "redirect_uri": "https://models.example/oauth2callback",
        "client_id": "y",
    }
}


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


@pytest.fixture
def requirements(tmp_path: Path) -> list[Path]:
    files = [tmp_path / "requirements.txt", tmp_path / "requirements-dev.txt"]
    for file in files:
        file.write_text("streamlit\n")
    return files


def test_the_stamp_is_the_same_for_the_same_content(requirements: list[Path]) -> None:
    assert run.stamp(requirements, "3.11") == run.stamp(requirements, "3.11")


def test_the_stamp_changes_with_a_requirement_or_the_python(requirements: list[Path]) -> None:
    before = run.stamp(requirements, "3.11")
    assert run.stamp(requirements, "3.12") != before
    requirements[1].write_text("streamlit\npytest\n")
    assert run.stamp(requirements, "3.11") != before


def test_the_stamp_knows_which_file_a_line_stands_in(requirements: list[Path]) -> None:
    assert run.stamp(requirements, "3") != run.stamp(requirements[::-1], "3")


def test_every_named_requirements_file_exists() -> None:
    assert all((run.ROOT / file).is_file() for files in run.FILES.values() for file in files)


def test_a_taken_port_is_stepped_over(taken: int) -> None:
    port = run.free_port("127.0.0.1", taken)
    assert port != taken
    assert port > 0


def test_a_free_port_is_taken_as_wished(taken: int) -> None:
    free = run.free_port("127.0.0.1", taken)
    assert run.free_port("127.0.0.1", free) == free


def test_an_address_of_another_machine_is_one_sentence() -> None:
    with pytest.raises(run.SetupError, match="No port is free on 192.0.2.1"):
        run.free_port("192.0.2.1", 8501)


@pytest.mark.parametrize("address", ["localhost", "127.0.0.1", "127.8.9.1", "::1"])
def test_this_computer_needs_no_login(address: str) -> None:
    assert {"localhost", "127.0.0.1", address} <= set(run.allowed_hosts(address, {}))


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.168.1.5", "models.example", ""])  # noqa: S104
def test_the_network_is_refused_without_a_login(address: str) -> None:
    with pytest.raises(run.SetupError, match="secrets.toml"):
        run.allowed_hosts(address, {})


@pytest.mark.parametrize("missing", ["cookie_secret", "redirect_uri", "client_id"])
def test_half_a_login_is_none(missing: str) -> None:
    auth = {name: value for name, value in LOGIN["auth"].items() if name != missing}
    with pytest.raises(run.SetupError, match="Refused"):
        run.allowed_hosts("192.168.1.5", {"auth": auth})


def test_with_a_login_only_known_hosts_are_answered() -> None:
    hosts = run.allowed_hosts("0.0.0.0", LOGIN)  # noqa: S104
    assert "models.example" in hosts
    assert "*" not in hosts
    assert "0.0.0.0" not in hosts  # noqa: S104


def test_a_named_provider_is_a_login() -> None:
    auth = dict(LOGIN["auth"])
    provider = {"client_id": auth.pop("client_id")}
    assert run.login_host({"auth": {**auth, "school": provider}}) == "models.example"


def test_secrets_that_are_not_there_are_empty(tmp_path: Path) -> None:
    assert run.secrets(tmp_path / "secrets.toml") == {}


def test_broken_secrets_are_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "secrets.toml"
    path.write_text("[auth")
    with pytest.raises(run.SetupError, match="not valid TOML"):
        run.secrets(path)


def test_the_app_is_started_with_safe_options() -> None:
    command = " ".join(run.app_command("127.0.0.1", 8600, ("localhost", "127.0.0.1")))
    assert command.startswith("-m streamlit run server.py")
    for option in (
        "--server.address 127.0.0.1",
        "--server.port 8600",
        "--server.allowedHosts localhost",
        "--server.allowedHosts 127.0.0.1",
        "--server.headless true",
    ):
        assert option in command


def test_hosted_copies_are_not_tied_to_an_address() -> None:
    import tomllib

    server = tomllib.loads((run.ROOT / ".streamlit" / "config.toml").read_text())["server"]
    assert not {"address", "port", "allowedHosts", "enableCORS", "enableXsrfProtection"} & set(
        server
    )


def test_the_printed_address_can_be_opened() -> None:
    assert run.url_of("127.0.0.1", 8501) == "http://127.0.0.1:8501"
    assert run.url_of("::1", 8501) == "http://[::1]:8501"
    assert run.url_of("0.0.0.0", 8501) == "http://localhost:8501"  # noqa: S104


def script(folder: Path, name: str, text: str) -> str:
    """Make an executable that stands for a browser."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


@pytest.mark.skipif(sys.platform == "win32", reason="stands in with a shell script")
def test_the_named_browser_comes_first_and_broken_ones_are_left_out(tmp_path: Path) -> None:
    good = script(tmp_path, "good", "echo Chromium 1")
    other = script(tmp_path, "other", "echo Chromium 2")
    broken = script(tmp_path, "broken", "exit 1")
    which = {"chromium": broken, "google-chrome": other}.get
    assert run.find_browser({"CHROMIUM": good}, which) == good
    assert run.find_browser({"CHROMIUM": broken}, which) == other
    assert run.find_browser({"CHROMIUM": str(tmp_path / "absent")}, which) == other


@pytest.mark.skipif(sys.platform == "darwin", reason="the Mac's own browser may be there")
def test_no_browser_is_an_empty_text() -> None:
    assert run.find_browser({}, lambda name: None) == ""


def test_packages_of_other_pythons_stay_outside() -> None:
    env = run.environment({"PYTHONPATH": "x", "PYTHONHOME": "y", "PIP_USER": "1", "HOME": "h"})
    assert "PYTHONPATH" not in env
    assert "PYTHONHOME" not in env
    assert (env["PIP_USER"], env["HOME"]) == ("0", "h")


def test_a_second_start_waits_for_the_first(tmp_path: Path) -> None:
    path, order = tmp_path / "lock", []

    def second() -> None:
        with run.one_at_a_time(path):
            order.append("second")

    thread = threading.Thread(target=second)
    with run.one_at_a_time(path):
        thread.start()
        order.append("first")
    thread.join(10)
    assert order == ["first", "second"]


@pytest.mark.parametrize("words", ["", "-k split", "tests/steps -q", "-x --no-header -rs"])
def test_two_cores_share_the_tests(words: str) -> None:
    assert run.in_two(words.split(), 2)[:2] == ("-n", "2")
    assert run.in_two(words.split(), 1) == ()


@pytest.mark.parametrize(
    "words",
    ["-n 4", "-n0", "--numprocesses=1", "--dist load", "-p no:xdist", "-s", "-xvs", "--pdb"],
)
def test_words_that_need_one_process_or_choose_their_own_number_are_heard(words: str) -> None:
    assert run.in_two(words.split(), 2) == ()


def run_py(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Call run.py as from a terminal."""
    command = [sys.executable, run.ROOT / "run.py", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("port", ["0", "65536", "abc", "-1", "1.5"])
def test_a_port_that_is_none_is_refused_in_words(port: str) -> None:
    answer = run_py(f"--port={port}")
    assert answer.returncode == 2
    assert "must be a whole number between 1 and 65535" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_an_open_address_is_refused_before_anything_is_installed() -> None:
    answer = run_py("--address", "192.0.2.1")
    assert answer.returncode == 2
    assert answer.stderr.startswith("Refused to listen on 192.0.2.1")
    assert "Traceback" not in answer.stderr
