"""Charts as pages show them: the room beside axes whose labels are known."""

from __future__ import annotations

import pandas as pd
import pytest

from core.charts import histogram, roc
from pages.ui import theme


@pytest.mark.parametrize("narrow", [False, True])
def test_axes_of_shares_have_a_room_that_plotly_need_not_look_for(narrow: bool) -> None:
    drawn = roc.figure(roc.data([("", (0.0, 0.5, 1.0), (0.0, 0.8, 1.0))]))
    long = "share of positives that are found among all of those that were looked at"
    if narrow:
        drawn.layout.yaxis.title.text = long
    layout = theme._themed(drawn, None, False).layout
    assert layout.xaxis.automargin is layout.yaxis.automargin is False
    lines = layout.yaxis.title.text.count("<br>") + 1
    assert (lines > 1) is narrow
    assert layout.margin.l == theme.LABELS["l"] + theme.STANDOFF + lines * theme.LINE
    assert layout.xaxis.title.text.count("<br>") == 1
    assert layout.margin.b == theme.LABELS["b"] + theme.STANDOFF + 2 * theme.LINE


def test_other_axes_find_their_room_themselves() -> None:
    drawn = histogram.figure(histogram.data(pd.Series([20.0, 30.0, 40.0, 60.0], name="age")))
    layout = theme._themed(drawn, None, False).layout
    assert layout.margin.l == layout.margin.b == 8
    assert layout.yaxis.automargin is not False
