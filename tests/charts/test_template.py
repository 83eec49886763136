"""The chart colours are those of the theme, strong enough to see and told apart by all."""

from __future__ import annotations

import tomllib
from html import unescape
from itertools import combinations
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import pytest
from numpy.typing import NDArray

from core.charts.template import (
    ACCENT,
    CONTRAST,
    DARK,
    INK,
    LIGHT,
    MUTED,
    PALE_INK,
    plain,
    template,
)
from core.text import shown
from tests.security.payloads import PAYLOADS

CONFIG = tomllib.loads(Path(".streamlit/config.toml").read_text(encoding="utf-8"))["theme"]
Colour = NDArray[np.float64]

# Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB.
SIGHT = {
    "full": np.eye(3),
    "no red": np.array(
        [[0.1523, 1.0526, -0.2049], [0.1145, 0.7863, 0.0992], [-0.0039, -0.0481, 1.052]]
    ),
    "no green": np.array(
        [[0.3673, 0.8606, -0.228], [0.2801, 0.6725, 0.0474], [-0.0118, 0.0429, 0.9689]]
    ),
    "no blue": np.array(
        [[1.2555, -0.0767, -0.1788], [-0.0784, 0.9308, 0.1476], [0.0047, 0.6914, 0.3039]]
    ),
}
# Ottosson (2020): linear RGB to the cone responses and on to Oklab.
CONES = np.array(
    [[0.41222, 0.53633, 0.05145], [0.2119, 0.68070, 0.1074], [0.0883, 0.28172, 0.62998]]
)
OKLAB = np.array(
    [[0.21045, 0.79362, -0.00407], [1.978, -2.42859, 0.45059], [0.0259, 0.78277, -0.80868]]
)


def linear(colour: str) -> Colour:
    """Return linear RGB from a hexadecimal colour."""
    coded = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2."""
    light = sorted(float(linear(colour) @ [0.2126, 0.7152, 0.0722]) for colour in (one, other))
    return (light[1] + 0.05) / (light[0] + 0.05)


def difference(one: str, other: str, sight: Colour) -> float:
    """Return how different two colours look, as 100 times the distance in Oklab."""
    seen = [OKLAB @ np.cbrt(CONES @ np.clip(sight @ linear(c), 0, 1)) for c in (one, other)]
    return 100 * float(np.linalg.norm(seen[0] - seen[1]))


def test_black_on_white_has_the_highest_contrast() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize(("mode", "colours"), [("light", LIGHT), ("dark", DARK)])
def test_the_theme_has_the_same_colours(mode: str, colours: tuple[str, ...]) -> None:
    assert tuple(CONFIG[mode]["chartCategoricalColors"]) == colours


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("page", ["backgroundColor", "secondaryBackgroundColor"])
def test_the_colour_of_warnings_is_readable_on_page_and_rail(mode: str, page: str) -> None:
    for place in (CONFIG[mode], CONFIG[mode]["sidebar"]):
        assert contrast(CONFIG[mode]["orangeTextColor"], place[page]) >= 4.5


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_marks_stand_out_from_the_page(mode: str) -> None:
    page = CONFIG[mode]["backgroundColor"]
    for colour in (*{"light": LIGHT, "dark": DARK}[mode], ACCENT, CONTRAST, MUTED):
        assert contrast(colour, page) >= 3


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_text_and_buttons_are_readable(mode: str) -> None:
    theme = CONFIG[mode]
    assert theme["textColor"] == {"light": INK, "dark": PALE_INK}[mode]
    for page in (theme["backgroundColor"], theme["sidebar"]["backgroundColor"]):
        assert contrast(theme["textColor"], page) >= 7
        assert contrast(theme["linkColor"], page) >= 4.5
    assert contrast("#ffffff", theme["primaryColor"]) >= 4.5


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_categories_differ_for_every_eye(colours: tuple[str, ...], sight: str) -> None:
    for one, other in combinations(colours, 2):
        assert difference(one, other, SIGHT[sight]) >= 11


def test_a_figure_takes_the_template_on_a_clear_ground() -> None:
    figure = go.Figure(go.Bar(y=[1]), layout={"template": template()})
    layout = figure.layout.template.layout
    assert layout.paper_bgcolor == layout.plot_bgcolor == "rgba(0,0,0,0)"
    assert layout.font.family.startswith("Inter")


def test_colours_of_text_and_lines_are_left_to_the_page() -> None:
    layout = template().layout
    for part in (layout.font, layout.hoverlabel.font, layout.xaxis.title.font):
        assert part.color is None
    assert layout.xaxis.gridcolor is layout.yaxis.gridcolor is None


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_plain_text_holds_no_tag_and_one_line(payload: str) -> None:
    text = plain(payload)
    assert not set("<>\n\r") & set(text)
    assert unescape(text) == shown(payload)
