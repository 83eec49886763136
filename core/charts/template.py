"""The one look of every chart: colours, fonts and number formats.

Charts are drawn on a transparent background. On a dark page, the page gives their lines its
own colour and draws text of the colour `INK` in `PALE_INK`; so they lie on it in light and dark
mode alike. `ACCENT`, `CONTRAST` and `MUTED` stand out on both (at least 3 to 1); the palettes
are told apart with every common kind of colour blindness.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from core.text import shown

if TYPE_CHECKING:
    import plotly.graph_objects as go

ACCENT = "#3f7fd6"
CONTRAST = "#d9730d"
MUTED = "#7a8594"
BASELINE = MUTED
LIGHT = ("#2b66c4", "#d9730d", "#209dd2", "#95405f", "#2a1b6b", "#5f3a0c")
DARK = ("#6ea2f2", "#f0923a", "#5ceddb", "#fbd95b", "#b171a4", "#d95f43")
SEQUENTIAL_LIGHT = ("#eef4fd", "#b9d2f5", "#7faaea", "#4782d8", "#2b66c4", "#173a75")
# Two scales that fade into the page instead of into white, which glares on a dark one.
FADING = (
    (0.0, "rgba(43,102,196,0.06)"),
    (0.5, "rgba(43,102,196,0.4)"),
    (0.58, "rgba(43,102,196,0.95)"),
    (1.0, "rgba(36,86,168,1)"),
)
DIVERGING = (
    "rgba(179,89,0,1)",
    "rgba(217,115,13,0.6)",
    "rgba(128,136,150,0.08)",
    "rgba(63,127,214,0.6)",
    "rgba(43,102,196,1)",
)
FONT = "Inter, system-ui, sans-serif"
SIZE = 13
INK, PALE_INK = "#14181f", "#e8ecf2"
CLEAR = "rgba(0,0,0,0)"
ABOVE = 16  # pixels that lift the words of a line over the picture, clear of its marks
# Of an axis that never holds years: 2,012 is none.
AMOUNTS = {"separatethousands": True, "exponentformat": "none"}
GRID = "rgba(128,136,150,0.3)"  # seen, but faint, on a light and a dark page


def template() -> go.layout.Template:
    """Return the Plotly template; it names no colour that depends on light or dark mode."""
    import plotly.graph_objects as go

    layout = go.Layout(
        font={"family": FONT, "size": SIZE},
        title={"font": {"size": 16}, "x": 0, "xanchor": "left", "xref": "container"},
        paper_bgcolor=CLEAR,
        plot_bgcolor=CLEAR,
        xaxis=_axis(grid=False),
        yaxis=_axis(grid=True),
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "title": {"text": ""}},
        hoverlabel={"font": {"family": FONT, "size": SIZE}, "namelength": -1},
        hovermode="closest",
        bargap=0.25,
        separators=".,",
        dragmode=False,
    )
    return go.layout.Template(layout=layout)


def scale(colours: tuple[str, ...]) -> list[tuple[float, str]]:
    """Spread colours evenly over a scale from 0 to 1.

    >>> scale(("#000", "#fff"))
    [(0.0, '#000'), (1.0, '#fff')]
    """
    last = len(colours) - 1
    return [(position / last, colour) for position, colour in enumerate(colours)]


def plain(value: object, limit: int = 60) -> str:
    """Return data text that Plotly draws as it stands: no tag or link, one short line.

    >>> plain('<a href="http://x.example">pay</a>')
    '&lt;a href="http://x.example"&gt;pay&lt;/a&gt;'
    """
    return escape(shown(value, limit), quote=False)


def _axis(grid: bool) -> dict[str, object]:
    return {
        "zeroline": False,
        "showgrid": grid,
        "ticks": "",
        "automargin": True,
        "ticklabelstandoff": 6,
        "title": {"standoff": 12, "font": {"size": SIZE}},
    }
