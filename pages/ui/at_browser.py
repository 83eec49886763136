"""Whether the browser holds the value of a widget, or must be told it."""

from __future__ import annotations

from streamlit.runtime.scriptrunner import get_script_run_ctx


def has_widget(key: str) -> bool:
    """Tell whether the last click came from a page that had this widget; true for no widget.

    A page that is clicked while it is drawn may never have had it: Streamlit drops what it had
    not sent, tells a value only once, and the next click would bring back the widget's default.
    So does a control in a popover that was not opened yet. Streamlit has no public way to ask.
    """
    context = get_script_run_ctx(suppress_warning=True)
    if context is None:
        return True
    state = context.session_state._state
    widget = state._key_id_mapper.get_id_from_key(key, None)
    return widget is None or widget in state._new_widget_state.states
