"""Something worth knowing about a join before it is done, with its remedies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Remark:
    """What was found, why it matters, and changes of the join's settings that help.

    `severity` is stop, warning or advice; each remedy is the label of a button and the
    settings that it changes.
    """

    code: str
    severity: str
    text: str
    why: str = ""
    remedies: tuple[tuple[str, Mapping[str, Any]], ...] = ()
