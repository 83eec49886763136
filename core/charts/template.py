"""The one look of every chart: colours, fonts and number formats.

Charts are drawn on a transparent background, so that they lie on the page in light and
dark mode alike. `ACCENT`, `CONTRAST` and `MUTED` stand out on both (at least 3 to 1);
the palettes are told apart with every common kind of colour blindness.
"""

from __future__ import annotations

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
NEUTRAL = (ACCENT, CONTRAST, MUTED)
SEQUENTIAL_LIGHT = ("#eef4fd", "#b9d2f5", "#7faaea", "#4782d8", "#2b66c4", "#173a75")
SEQUENTIAL_DARK = ("#1b2433", "#1f3f73", "#2f6fd0", "#6ea2f2", "#a9c8fa", "#e3eefe")
DIVERGING_LIGHT = ("#b35900", "#e59a4f", "#f3f5f8", "#7faaea", "#2b66c4")
DIVERGING_DARK = ("#f0923a", "#9c5a1d", "#232b38", "#2f5ea8", "#6ea2f2")
FONT = "Inter, system-ui, sans-serif"
TEXT = {False: "#14181f", True: "#e8ecf2", None: MUTED}
GRID = {False: "#e3e7ee", True: "#2a3341", None: "rgba(122,133,148,0.25)"}
HOVER = {False: "#ffffff", True: "#1a212c", None: "#1a212c"}
NUMBER_FORMAT = ",.3~g"
PERCENT_FORMAT = ".0%"

_BRACKETS = str.maketrans("<>", "‹›")


def palette(dark: bool | None = None) -> tuple[str, ...]:
    """Return the colours of categories, in the order they are used."""
    return {False: LIGHT, True: DARK, None: NEUTRAL}[dark]


def template(dark: bool | None = None) -> go.layout.Template:
    """Return the Plotly template for light or dark mode; None reads well on both."""
    import plotly.graph_objects as go

    scales = {
        "sequential": scale(SEQUENTIAL_DARK if dark else SEQUENTIAL_LIGHT),
        "diverging": scale(DIVERGING_DARK if dark else DIVERGING_LIGHT),
    }
    layout = go.Layout(
        font={"family": FONT, "size": 13, "color": TEXT[dark]},
        title={"font": {"size": 16}, "x": 0, "xanchor": "left", "xref": "container"},
        colorway=list(palette(dark)),
        colorscale=scales,
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        margin={"l": 8, "r": 8, "t": 48, "b": 8},
        xaxis=_axis(dark, grid=False),
        yaxis=_axis(dark, grid=True),
        legend={"orientation": "h", "x": 0, "y": -0.2, "yanchor": "top", "title": {"text": ""}},
        hoverlabel={
            "bgcolor": HOVER[dark],
            "font": {"family": FONT, "size": 13, "color": TEXT[dark is not False]},
        },
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
    '‹a href="http://x.example"›pay‹/a›'
    """
    return shown(value, limit).replace("&", "&amp;").translate(_BRACKETS)


def _axis(dark: bool | None, grid: bool) -> dict[str, object]:
    return {
        "gridcolor": GRID[dark],
        "linecolor": GRID[dark],
        "zerolinecolor": GRID[dark],
        "zerolinewidth": 1,
        "showgrid": grid,
        "ticks": "",
        "automargin": True,
        "ticklabelstandoff": 6,
        "title": {"standoff": 12, "font": {"size": 13}},
    }
