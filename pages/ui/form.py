"""Forms drawn from declared settings: the one place that knows which control fits what."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from core.params import Choice, Columns, Flag, Number, Param, Secret, Setting, Text, Words
from core.teaching import Teaching
from core.text import listed
from pages.ui.session import held, put, session

MAX_SEGMENTS = 4
MAX_SLIDER_STEPS = 50
_NOTHING = object()
Changed = Callable[[str, Callable[[], Any]], Callable[[], None]]


@dataclass(frozen=True)
class Form:
    """Where a form stands: the prefix of its widget keys, and what it may offer.

    kinds    column -> kind of the table that columns are chosen from
    changed  makes the callback of a control from its setting's name and a reader of its
             value; without it the form keeps its own draft, and `draw` returns it
    """

    key: str
    kinds: Mapping[str, str] = field(default_factory=dict)
    changed: Changed | None = None


def draw(settings: Sequence[Setting], values: Mapping[str, Any], form: Form) -> dict[str, Any]:
    """Draw one control for each setting, advanced ones folded, and return the values."""
    plain = [setting for setting in settings if not setting.param.advanced]
    folded = [setting for setting in settings if setting.param.advanced]
    drawn = {setting.name: _draw(setting, values, form) for setting in plain}
    if folded:
        with st.expander("More settings", expanded=session().expert, key=f"{form.key}-more"):
            drawn |= {setting.name: _draw(setting, values, form) for setting in folded}
    return drawn


def teach(teaching: Teaching) -> None:
    """Say what a part does, when it is right and when it is wrong."""
    st.markdown(teaching.what)
    st.markdown(f":material/thumb_up: **Right when** {_lower(teaching.good_when)}")
    st.markdown(f":material/thumb_down: **Wrong when** {_lower(teaching.bad_when)}")


def widget_key(form: Form, name: str) -> str:
    """Return the key of a setting's control; tests use it."""
    return f"{form.key}-{name}"


def _draw(setting: Setting, values: Mapping[str, Any], form: Form) -> Any:
    key = widget_key(form, setting.name)
    value = values.get(setting.name, setting.default)
    if form.changed is not None or held(key, _NOTHING) is _NOTHING:
        put(key, _to_widget(setting.param, value))
    common: dict[str, Any] = {"key": key, "help": setting.param.help or None}
    if form.changed is not None:
        common["on_change"] = form.changed(setting.name, lambda: _held(setting.param, key))
    _CONTROLS[type(setting.param)](setting, form, common)
    return _held(setting.param, key)


def _held(param: Param, key: str) -> Any:
    value = held(key)
    return tuple(value or ()) if isinstance(param, Words) else value


def _to_widget(param: Param, value: Any) -> Any:
    if isinstance(param, Words):
        return list(value or ())
    if isinstance(param, Number) and value is not None:
        return int(value) if param.integer else float(value)
    return value


def _number(setting: Setting, form: Form, common: dict[str, Any]) -> None:
    param = setting.param
    assert isinstance(param, Number)  # noqa: S101 - tells the type checker what the table says
    label = f"{setting.label} ({param.unit})" if param.unit else setting.label
    kind = int if param.integer else float
    bounds = {"min_value": kind(param.low), "max_value": kind(param.high)}
    if _slides(param):
        step = 1 if param.integer else (param.high - param.low) / MAX_SLIDER_STEPS
        st.slider(label, step=kind(step), **bounds, **common)
        return
    empty = {"value": None, "placeholder": "not set"} if param.optional else {}
    st.number_input(label, **bounds, **empty, **common)


def _slides(param: Number) -> bool:
    if param.optional or param.log:
        return False
    span = param.high - param.low
    return span <= (MAX_SLIDER_STEPS if param.integer else 1)


def _choice(setting: Setting, form: Form, common: dict[str, Any]) -> None:
    param = setting.param
    assert isinstance(param, Choice)  # noqa: S101
    if len(param.options) <= MAX_SEGMENTS:
        st.segmented_control(
            setting.label, param.options, format_func=param.label_of, required=True, **common
        )
    else:
        st.selectbox(setting.label, param.options, format_func=param.label_of, **common)


def _flag(setting: Setting, form: Form, common: dict[str, Any]) -> None:
    st.toggle(setting.label, **common)


def _text(setting: Setting, form: Form, common: dict[str, Any]) -> None:
    param = setting.param
    assert isinstance(param, Text)  # noqa: S101
    st.text_input(setting.label, max_chars=param.max_length, **common)


def _secret(setting: Setting, form: Form, common: dict[str, Any]) -> None:
    common["help"] = common["help"] or "The name of a secret on the server, never its value."
    _text(setting, form, common)


def _words(setting: Setting, form: Form, common: dict[str, Any]) -> None:
    options = list(held(common["key"], ()))
    st.multiselect(
        setting.label,
        options,
        accept_new_options=True,
        placeholder="Type and press Enter",
        **common,
    )


def _columns(setting: Setting, form: Form, common: dict[str, Any]) -> None:
    param = setting.param
    assert isinstance(param, Columns)  # noqa: S101
    fitting = [name for name, kind in form.kinds.items() if not param.kinds or kind in param.kinds]
    gone = [name for name in held(common["key"], ()) if name not in fitting]
    what = f"{listed(param.kinds)} columns".replace("'", "") if param.kinds else "columns"
    st.multiselect(
        setting.label,
        [*fitting, *gone],
        placeholder="Choose columns" if param.required else f"All {what}",
        **common,
    )


def _lower(sentence: str) -> str:
    second_is_lower = len(sentence) > 1 and sentence[1].islower()
    return sentence[0].lower() + sentence[1:] if second_is_lower else sentence


_CONTROLS: dict[type, Callable[[Setting, Form, dict[str, Any]], None]] = {
    Number: _number,
    Choice: _choice,
    Flag: _flag,
    Text: _text,
    Secret: _secret,
    Words: _words,
    Columns: _columns,
}
