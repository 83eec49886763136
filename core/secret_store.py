"""Secrets by name: passwords and tokens that no recipe, file or message ever holds.

A secret comes from one of three places:

* the environment: `MODELWRIGHT_SECRET_<NAME>`, and the hosts that may see it, separated by
  commas, in `MODELWRIGHT_HOSTS_<NAME>`;
* a TOML file, `.streamlit/secrets.toml` or the one that `MODELWRIGHT_SECRETS` names::

      [secrets]
      reports = "…"
      orders = {value = "…", hosts = ["db.example.com"]}

* a form: then it is held in the memory of the server for its owner alone, under a name
  that says nothing, and is forgotten when the server ends.

On a server that others can reach, a secret of the server without hosts is refused: whoever
uses it could send it to a host of their own.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

from core.errors import NotAllowedError, SettingError, UnknownNameError
from core.reach import is_shared, matches
from core.text import shown, without_passwords

VALUE, HOSTS, FILE = "MODELWRIGHT_SECRET_", "MODELWRIGHT_HOSTS_", "MODELWRIGHT_SECRETS"
MAX_LENGTH = 4096
BLANK = "***"
_HOME = Path(__file__).resolve().parents[1] / ".streamlit" / "secrets.toml"
_TYPED = re.compile(r"typed-[0-9a-f]{16}")
_NAME = re.compile(r"[a-z0-9_]{1,100}")
_SHORT = 4
_owner: ContextVar[str] = ContextVar("the owner for whom secrets are revealed", default="")


@dataclass(frozen=True, repr=False)
class _Kept:
    value: str
    hosts: frozenset[str] = frozenset()


_typed: dict[tuple[str, str], _Kept] = {}


def known() -> tuple[str, ...]:
    """Return the names of the secrets that this server has; typed ones have no name to show."""
    kept = _kept()
    usable = (name for name in kept if kept[name].hosts or not is_shared())
    return tuple(sorted(usable))


def reveal(name: str, host: str = "") -> str:
    """Return the value of a secret, to be sent to `host` and kept nowhere."""
    found = _of_owner(name) if _TYPED.fullmatch(name) else _of_server(name)
    if not found.hosts and is_shared():
        raise NotAllowedError(
            f"The secret '{shown(name)}' says no hosts that may see it, so it stays unused on a"
            " shared server.",
            f"Ask the person who runs it to list them in {HOSTS}{name.upper()}.",
        )
    if found.hosts and not matches(host, found.hosts):
        raise NotAllowedError(
            f"This password may not be sent to '{shown(host)}'.",
            f"Connect to {' or '.join(sorted(found.hosts))}, or type the password anew.",
        )
    return found.value


def remember(value: str, owner: str, host: str, purpose: str) -> str:
    """Hold what somebody typed for one host and a purpose, such as a user; return its name.

    The same owner, host and purpose give the same name again, so that a recipe made yesterday
    works once the password is typed again.
    """
    if not 0 < len(value) <= MAX_LENGTH:
        raise SettingError(f"A password must have between 1 and {MAX_LENGTH:,} characters.")
    name = name_for(owner, host, purpose)
    _typed[owner, name] = _Kept(value, frozenset({host.strip().lower()}))
    return name


def name_for(owner: str, host: str, purpose: str) -> str:
    """Return the name under which an owner's typed secret for a host and purpose is held."""
    told = json.dumps([owner, host.strip().lower(), purpose]).encode()
    return f"typed-{hashlib.sha256(told).hexdigest()[:16]}"


def forget(name: str, owner: str) -> None:
    """Hold a typed secret no longer."""
    _typed.pop((owner, name), None)


def is_held(name: str, owner: str) -> bool:
    """Tell whether a secret can be revealed to its owner now."""
    return (owner, name) in _typed or name in known()


@contextmanager
def acting_for(owner: str) -> Iterator[None]:
    """Reveal what this owner has typed, and nobody else's, inside the block."""
    before = _owner.set(owner)
    try:
        yield
    finally:
        _owner.reset(before)


# ---- the way into a worker's process ----


def typed_in(task: Any) -> frozenset[str]:
    """Return the names of typed secrets that a task mentions.

    >>> sorted(typed_in({"source": {"password": "typed-0123456789abcdef"}, "rows": [1]}))
    ['typed-0123456789abcdef']
    """
    if isinstance(task, str):
        return frozenset({task} if _TYPED.fullmatch(task) else ())
    inner = task.values() if isinstance(task, Mapping) else task
    if not isinstance(task, Mapping | list | tuple):
        return frozenset()
    return frozenset().union(*map(typed_in, inner))


def handed_over(task: Any, owner: str) -> dict[str, tuple[str, str]]:
    """Return value and host of the typed secrets that an owner's task needs, if held here."""
    held = {name: _typed[owner, name] for name in typed_in(task) if (owner, name) in _typed}
    return {name: (kept.value, *kept.hosts) for name, kept in held.items()}  # type: ignore[misc]


def receive(values: Mapping[str, tuple[str, str]], owner: str) -> None:
    """Hold what was handed over by the process that started this one, and act for its owner."""
    for name, (value, host) in values.items():
        _typed[owner, name] = _Kept(value, frozenset({host}))
    _owner.set(owner)


# ---- keeping values out of texts ----


def redacted(text: str) -> str:
    """Blank every value that is known here, and whatever else looks like a password."""
    return without_passwords(without_values(text))


def without_values(text: str) -> str:
    """Blank every value that is known here, in a sentence of our own."""
    held = (*tuple(_typed.values()), *_readable().values())
    for value in sorted({kept.value for kept in held}, key=len, reverse=True):
        for form in _forms(value):
            text = _blanked(text, form)
    return text


def _forms(value: str) -> tuple[str, ...]:
    forms = (value, repr(value)[1:-1], json.dumps(value)[1:-1], quote(value, ""), quote_plus(value))
    return tuple(dict.fromkeys(form for form in forms if form))


def _blanked(text: str, value: str) -> str:
    """Replace a value; a very short one only where it stands alone, as it is in many words."""
    if len(value) >= _SHORT:
        return text.replace(value, BLANK)
    return re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", BLANK, text)


# ---- where they come from ----


def _of_owner(name: str) -> _Kept:
    held = _typed.get((_owner.get(), name))
    if held is None:
        raise NotAllowedError(
            "The password is no longer known: it is kept only until the server stops.",
            "Enter the password again.",
        )
    return held


def _of_server(name: str) -> _Kept:
    kept = _kept()
    if name not in kept:
        raise UnknownNameError.of("secret", shown(name), known())
    return kept[name]


def _readable() -> dict[str, _Kept]:
    """Return the secrets of the server; a damaged file has none to keep out of a text."""
    try:
        return _kept()
    except SettingError:
        return _in_environment()


def _kept() -> dict[str, _Kept]:
    return {**_in_file(), **_in_environment()}


def _in_environment() -> dict[str, _Kept]:
    found = {}
    for variable, value in os.environ.items():
        name = variable.removeprefix(VALUE).lower()
        if variable.startswith(VALUE) and value and _NAME.fullmatch(name):
            hosts = os.environ.get(f"{HOSTS}{name.upper()}", "").replace(",", " ").split()
            found[name] = _Kept(value, frozenset(host.lower() for host in hosts))
    return found


def _in_file() -> dict[str, _Kept]:
    import tomllib

    named = os.environ.get(FILE, "")
    path = Path(named) if named else _HOME
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8")).get("secrets")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        # What is wrong could be the line of a secret, so it is not repeated.
        raise SettingError(
            f"The file of secrets '{path.name}' cannot be read.",
            "Ask the person who runs this server to check that it is valid TOML.",
        ) from error
    if not isinstance(table, dict):
        return {}
    entries = ((name.lower(), _entry(entry)) for name, entry in table.items())
    return {name: kept for name, kept in entries if kept and _NAME.fullmatch(name)}


def _entry(entry: Any) -> _Kept | None:
    if isinstance(entry, str) and entry:
        return _Kept(entry)
    if isinstance(entry, dict) and isinstance(entry.get("value"), str) and entry["value"]:
        hosts = entry.get("hosts", [])
        hosts = [hosts] if isinstance(hosts, str) else hosts
        return _Kept(entry["value"], frozenset(str(host).strip().lower() for host in hosts))
    return None
