"""What a part says about itself beside its control."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Teaching:
    """Three short sentences: what a part does, when it is right, when it is wrong."""

    what: str
    good_when: str
    bad_when: str
