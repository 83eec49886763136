"""The look of the app: page frame, light or dark, and the one place where charts are drawn."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import streamlit as st

from core.charts.headline import NARROW, wrapped
from core.charts.pickable import boxed, picked
from core.charts.template import CLEAR, GRID, INK, LIGHT, PALE_INK, SIZE, template
from core.files import text_hash
from pages.ui.safe import (
    colour_chart_text,
    colour_choices,
    drawn,
    esc,
    leave_room_for_table_buttons,
)
from pages.ui.session import held, session

if TYPE_CHECKING:
    from collections.abc import Callable

    import plotly.graph_objects as go

    Made = Callable[[], tuple[go.Figure, str]]


class Charted(Protocol):
    """Makes a figure of its kind of data, and the sentence that says what it shows."""

    def figure(self, data: Any, /) -> go.Figure:
        """Draw the data."""

    def text(self, data: Any, /) -> str:
        """Return the finding in one sentence."""


NAME = "Modelwright"
ICON = str(Path(__file__).resolve().parents[2] / "assets" / "icon.svg")
TALL = 44
LONG = 600
STANDOFF, LINE = 12, 17  # pixels
LABELS = {"b": 30, "l": 50}  # pixels that the labels of shares take beside their axis
TEXT = {"color": INK, "size": SIZE}
CHART_BUTTONS = {"displayModeBar": False, "displaylogo": False, "scrollZoom": False}


def configure_page() -> None:
    """Set title, icon and width; the first call of every run."""
    st.set_page_config(
        page_title=NAME,
        page_icon=ICON,
        layout="wide",
        menu_items={"Get help": None, "Report a bug": None, "About": None},
    )
    colour_choices(is_dark())
    colour_chart_text(INK, PALE_INK)
    leave_room_for_table_buttons()


def is_dark() -> bool:
    """Tell whether the visitor sees the dark theme."""
    return st.context.theme.type == "dark"


def is_phone() -> bool:
    """Whether the visitor's browser is a phone's: narrow, and scrolled by touching."""
    return names_phone(st.context.headers.get("User-Agent") or "")


def names_phone(browser: str) -> bool:
    """Tell a phone's browser by the name that it gives itself.

    >>> names_phone("Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile Safari/537.36")
    True
    """
    return "Mobi" in browser


def chart(
    kind: Charted,
    data: object,
    key: str,
    height: int | None = None,
    on_pick: Callable[[], None] | None = None,
) -> None:
    """Draw data as one kind of chart: a module of core.charts, with `figure` and `text`.

    The sentence stands above the figure in place of its title, because it wraps there at any
    width. Neither is made again for the same data. `height` is in pixels; `on_pick` as in
    `chart_of`.
    """
    made = lambda: (kind.figure(data), kind.text(data))  # noqa: E731
    chart_of(text_hash(repr(data)), key, made, height, on_pick)


def chart_of(
    version: str,
    key: str,
    make: Made,
    height: int | None = None,
    on_pick: Callable[[], None] | None = None,
) -> None:
    """Draw what `make` returns, a figure and its sentence, as `chart` does; made only once.

    `version` says which data the figure shows: a job, a class, a row. `on_pick` is called
    when a point is clicked, or a box drawn on a figure that is dragged to select; `picked_on`
    then returns the value of the point, `boxed_on` the ends of the box. On a phone nothing can
    be picked: a chart that waits for it takes the finger's move, and the page does not scroll.
    """
    on_pick = None if is_phone() else on_pick

    def themed() -> tuple[go.Figure, str]:
        figure, alt = make()
        return _themed(figure, height, on_pick is not None), alt

    name = f"{key} {height} {on_pick is not None}"
    _show(*drawn(session().project, version, name, themed), key, on_pick)


def picked_on(key: str) -> float | None:
    """Return the value of the point that was clicked on a chart."""
    return picked((held(key) or {}).get("selection"))


def boxed_on(key: str) -> tuple[tuple[float, float], ...]:
    """Return the ends of the box that was drawn on a chart, along x and y; empty without one."""
    return boxed((held(key) or {}).get("selection"))


def _themed(themed: go.Figure, height: int | None, live: bool) -> go.Figure:
    """Give a figure that was just made the look of the page, and return it; a copy takes longer."""
    themed.update_layout(
        template=_template(),
        title=None,
        margin={"l": 8, "r": 8, "t": 24, "b": 8, "pad": 0},
        paper_bgcolor=CLEAR,
        plot_bgcolor=CLEAR,
        font=TEXT,
        hoverlabel={"font": TEXT},
        legend={"font": TEXT},
    )
    for axis, width, side in (
        (themed.layout.xaxis, NARROW, "b"),
        (themed.layout.yaxis, TALL, "l"),
    ):
        axis.title.font = TEXT
        if axis.title.text:
            axis.title.text = wrapped(axis.title.text, width)
            axis.title.standoff = STANDOFF
        if axis.automargin is False:
            themed.layout.margin[side] = _room(axis.title.text or "", side)
    themed.update_xaxes(tickfont=TEXT, gridcolor=GRID)
    themed.update_yaxes(tickfont=TEXT, gridcolor=GRID)
    if not live:
        themed.update_layout(dragmode=False)
    if height:
        themed.update_layout(height=height)
    return themed


def _room(title: str, side: str) -> int:
    """Return the pixels beside an axis of shares: for its labels and the lines of its title."""
    lines = title.count("<br>") + 1 if title else 0
    return LABELS[side] + (STANDOFF + lines * LINE if lines else 0)


def _show(themed: go.Figure, alt: str, key: str, on_pick: Callable[[], None] | None = None) -> None:
    st.markdown(f"**{esc(alt, LONG)}**")
    st.plotly_chart(
        themed,
        theme="streamlit",
        key=key,
        alt=alt,
        config=CHART_BUTTONS,
        width="stretch",
        on_select=on_pick or "ignore",
        selection_mode="box" if themed.layout.dragmode == "select" else "points",
    )


@functools.cache
def _template() -> go.layout.Template:
    """Return our look on top of Streamlit's, which has marks for colours of categories."""
    import plotly.graph_objects as go
    import plotly.io

    look = go.layout.Template(plotly.io.templates["streamlit"])
    look.layout.update(template().layout)
    look.layout.colorway = look.layout.colorway[: len(LIGHT)]
    # Plotly would put its own look into every new figure first, at four times the work.
    plotly.io.templates.default = None
    return look
