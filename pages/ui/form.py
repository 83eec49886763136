"""Forms drawn from declared settings: the one place that knows which control fits what."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import streamlit as st

from core.params import Choice, Columns, Flag, Number, Param, Secret, Setting, Text, Words
from core.teaching import Teaching, first_and_rest
from pages.ui.number_field import Field, number_field
from pages.ui.session import held, put, session

MAX_SEGMENTS = 4
MAX_SEGMENT_LETTERS = 32
MAX_SLIDER_STEPS = 50
_NOTHING = object()
Changed = Callable[[str, Callable[[], Any]], Callable[[], None]]


@dataclass(frozen=True)
class Form:
    """Where a form stands: the prefix of its widget keys, and what it may offer.

    kinds    column -> kind of the table that columns are chosen from
    changed  makes the callback of a control from its setting's name and a reader of its
             value; without it the form keeps its own draft, and `draw` returns it
    off      whether its controls are greyed out; say why beside it
    """

    key: str
    kinds: Mapping[str, str] = field(default_factory=dict)
    changed: Changed | None = None
    off: bool = False


def draw(settings: Sequence[Setting], values: Mapping[str, Any], form: Form) -> dict[str, Any]:
    """Draw one control for each setting, advanced ones folded, and return the values."""
    plain = [setting for setting in settings if not setting.param.advanced]
    folded = [setting for setting in settings if setting.param.advanced]
    drawn = {setting.name: _draw(setting, values, form) for setting in plain}
    if folded:
        with st.expander("More settings", expanded=session().expert, key=f"{form.key}-more"):
            drawn |= {setting.name: _draw(setting, values, form) for setting in folded}
    return drawn


def read(settings: Sequence[Setting], form: Form) -> dict[str, Any]:
    """Return what the controls of a form hold now; for callbacks."""
    keys = {setting.name: widget_key(form, setting.name) for setting in settings}
    return {
        setting.name: _held(setting.param, keys[setting.name])
        for setting in settings
        if held(keys[setting.name], _NOTHING) is not _NOTHING
    }


def teach(teaching: Teaching) -> None:
    """Say in three sentences what a part does, when it is right and when it is wrong.

    What more there is to say is the help of each.
    """
    what, more = first_and_rest(teaching.what)
    st.markdown(what, help=more or None)
    right_when(teaching)
    wrong, more = first_and_rest(teaching.bad_when)
    st.markdown(f":material/thumb_down: **Wrong when** {_lower(wrong)}", help=more or None)


def right_when(teaching: Teaching) -> None:
    """Say in one sentence when a part is right."""
    right, more = first_and_rest(teaching.good_when)
    st.markdown(f":material/thumb_up: **Right when** {_lower(right)}", help=more or None)


def widget_key(form: Form, name: str) -> str:
    """Return the key of a setting's control; tests use it."""
    return f"{form.key}-{name}"


@dataclass(frozen=True)
class _Control:
    """What a control needs: its setting, the columns it may offer, and common arguments."""

    setting: Setting
    kinds: Mapping[str, str]
    common: Mapping[str, Any]

    @property
    def param(self) -> Any:
        return self.setting.param

    @property
    def label(self) -> str:
        return self.setting.label


def _draw(setting: Setting, values: Mapping[str, Any], form: Form) -> Any:
    key = widget_key(form, setting.name)
    param = setting.param
    value = _to_widget(param, values.get(setting.name, setting.default))
    put(key, value, once=form.changed is None)
    common: dict[str, Any] = {"key": key, "help": param.help or None, "disabled": form.off}
    if isinstance(param, Secret):
        common["help"] = param.help or "The name of a secret on the server, never its value."
    if form.changed is not None:
        common["on_change"] = form.changed(setting.name, lambda: _held(param, key))
    _CONTROLS[type(param)](_Control(setting, form.kinds, common))
    return _held(param, key)


def _held(param: Param, key: str) -> Any:
    value = held(key)
    return tuple(value or ()) if isinstance(param, Words) else value


def _to_widget(param: Param, value: Any) -> Any:
    if isinstance(param, Words):
        return list(value or ())
    if isinstance(param, Number) and value is not None:
        return int(value) if param.integer else float(value)
    return value


def _number(control: _Control) -> None:
    param, common = control.param, control.common
    named = param.unit.lower() in control.label.lower()  # an empty unit is in every label
    label = control.label if named else f"{control.label} ({param.unit})"
    if not _slides(param):
        changed = common.get("on_change")
        number_field(Field(label, param, common["key"], changed=changed, off=common["disabled"]))
        return
    kind: Callable[[float], Any] = int if param.integer else float
    low, high = kind(param.low), kind(param.high)
    step = 1 if param.integer else (param.high - param.low) / MAX_SLIDER_STEPS
    st.slider(label, low, high, step=kind(step), **common)


def _slides(param: Number) -> bool:
    if param.optional or param.log:
        return False
    return param.high - param.low <= (MAX_SLIDER_STEPS if param.integer else 1)


def _choice(control: _Control) -> None:
    param = control.param
    letters = sum(len(param.label_of(option)) for option in param.options)
    few = len(param.options) <= MAX_SEGMENTS and letters <= MAX_SEGMENT_LETTERS
    draw_one = partial(st.segmented_control, required=True) if few else st.selectbox
    draw_one(control.label, param.options, format_func=param.label_of, **control.common)


def _flag(control: _Control) -> None:
    st.toggle(control.label, **control.common)


def _text(control: _Control) -> None:
    st.text_input(control.label, max_chars=control.param.max_length, **control.common)


def _words(control: _Control) -> None:
    st.multiselect(
        control.label,
        list(held(control.common["key"], ())),
        accept_new_options=True,
        placeholder="Type and press Enter",
        **control.common,
    )


def _columns(control: _Control) -> None:
    param = control.param
    fitting = [
        name for name, kind in control.kinds.items() if not param.kinds or kind in param.kinds
    ]
    gone = [name for name in held(control.common["key"], ()) if name not in fitting]
    kinds = " and ".join(param.kinds)
    st.multiselect(
        control.label,
        [*fitting, *gone],
        placeholder="Choose columns"
        if param.required
        else f"All {kinds} columns".replace("  ", " "),
        **control.common,
    )


def _lower(sentence: str) -> str:
    second_is_lower = len(sentence) > 1 and sentence[1].islower()
    return sentence[0].lower() + sentence[1:] if second_is_lower else sentence


_CONTROLS: dict[type, Callable[[_Control], None]] = {
    Number: _number,
    Choice: _choice,
    Flag: _flag,
    Text: _text,
    Secret: _text,
    Words: _words,
    Columns: _columns,
}
