"""What a part says about itself beside its control."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Teaching:
    """What a part does, when it is right, when it is wrong: a sentence each, and what follows it.

    Beside a control stand the three first sentences alone; see `first_and_rest`.
    """

    what: str
    good_when: str
    bad_when: str


def first_and_rest(text: str) -> tuple[str, str]:
    """Return the first sentence of a text, and what comes behind it.

    >>> first_and_rest("Fills gaps by 1.5. Rows stay.")
    ('Fills gaps by 1.5.', 'Rows stay.')
    """
    first, *rest = re.split(r"(?<=[.!?])\s+", text.strip(), maxsplit=1)
    return first, "".join(rest)
