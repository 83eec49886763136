"""Certificates of authorities that only these tests know, made with the tool `openssl`."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.databases.servers import Certificate

_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


def certificate_for(host: str, folder: Path) -> Certificate:
    """Return a certificate for one host name, signed by an authority made with it."""
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed (Debian: apt install openssl)")
    authority, key = folder / "authority.pem", folder / "authority.key"
    _request("-x509", "-subj", "/CN=Authority of the tests", "-keyout", key, "-out", authority)
    made = Certificate(folder / "server.pem", folder / "server.key", authority)
    signed = ("-x509", "-CA", authority, "-CAkey", key, "-addext", f"subjectAltName=DNS:{host}")
    leaf = ("-addext", "basicConstraints=critical,CA:FALSE")
    _request(*signed, *leaf, "-subj", f"/CN={host}", "-keyout", made.key, "-out", made.file)
    return made


def _request(*options: str | Path) -> None:
    command = ["openssl", "req", *_KEY, "-days", "2", *map(str, options)]
    subprocess.run(command, check=True, capture_output=True)
