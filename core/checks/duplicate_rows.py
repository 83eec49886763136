"""Rows that repeat an earlier row exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.checks import CHECKS, Check, Finding, Fix, View
from core.checks.coverage import has_step, treated
from core.checks.same_rows import repeated
from core.teaching import Teaching
from core.text import count, percent

if TYPE_CHECKING:
    import pandas as pd

NOTABLE = 0.01


def look(view: View) -> Finding | None:
    """Report rows that are equal to an earlier row in every column."""
    if has_step(view, "drop_duplicates") or view.frame.shape[1] == 0:
        return None
    copies = int(repeated(_whole_rows(view)).sum())
    if not copies:
        return None
    share = copies / len(view.frame)
    return Finding(
        code="duplicate_rows",
        severity="warning" if share >= NOTABLE else "advice",
        title=f"{count(copies, 'row')} {'is a copy' if copies == 1 else 'are copies'}",
        evidence=f"{count(copies, 'row')} of {len(view.frame):,} ({percent(share, 1)}) repeat an "
        "earlier row in every column.",
        consequence="Copies on both sides of a split let the model remember the answer, and the "
        "score flatters. Rows that are events of their own and only look alike should stay: "
        f"without the copies {count(len(view.frame) - copies, 'row')} would be left.",
        fixes=(Fix("Drop the copies", steps=({"step": "drop_duplicates"},)),),
        page="clean",
    )


def _whole_rows(view: View) -> pd.DataFrame:
    """Return the rows with the dates that steps took apart: those of two days are no copies."""
    import pandas as pd

    frame, before = view.frame, view.before
    gone = [n for n in before if n not in frame and treated(view, str(n), "date_parts")]
    return pd.concat([frame, before[gone]], axis=1) if gone else frame


DUPLICATE_ROWS = CHECKS.add(
    Check(
        name="duplicate_rows",
        label="Duplicate rows",
        teaching=Teaching(
            "Counts rows that are equal to an earlier row in every column.",
            "Copies come from a fault, such as a file loaded twice: drop them.",
            "Each row is an event of its own and equal events are normal: keep them, and think "
            "of a group split.",
        ),
        look=look,
    )
)
