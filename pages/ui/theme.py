"""The look of the app: page frame, light or dark, and the one place where charts are drawn."""

from __future__ import annotations

import functools
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from core.charts.template import template
from pages.ui.safe import colour_choices, esc

if TYPE_CHECKING:
    import plotly.graph_objects as go

NAME = "Modelwright"
ICON = str(Path(__file__).resolve().parents[2] / "assets" / "icon.svg")
AXIS_WIDTH = 44
LONG = 600
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


def is_dark() -> bool:
    """Tell whether the visitor sees the dark theme."""
    return st.context.theme.type == "dark"


def chart(figure: go.Figure, alt: str, key: str, height: int | None = None) -> None:
    """Draw a figure in the current theme under the sentence `alt`, which says what it shows.

    The sentence stands above the figure in place of its title, because it wraps there at
    any width. The figure itself stays as it is, so it may come from a cache. `height` is in
    pixels.
    """
    import plotly.graph_objects as go

    themed = go.Figure(figure)
    themed.update_layout(template=_template(is_dark()), title=None, margin={"t": 24})
    for axis in (themed.layout.xaxis, themed.layout.yaxis):
        if axis.title.text:
            axis.title.text = "<br>".join(textwrap.wrap(axis.title.text, AXIS_WIDTH))
    st.markdown(f"**{esc(alt, LONG)}**")
    if height:
        themed.update_layout(height=height)
    st.plotly_chart(themed, theme=None, key=key, alt=alt, config=CHART_BUTTONS, width="stretch")


@functools.cache
def _template(dark: bool) -> go.layout.Template:
    return template(dark)
