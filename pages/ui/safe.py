"""Show text from data, offer downloads and keep results: the one door to each.

Streamlit's own calls are unsafe with other people's data in three ways, so a test allows
them only here:

* Most labels and messages are Markdown: a column name could load a remote image, become a
  link or an icon. `esc` makes any text show as itself.
* Two large downloads that differ only in the middle can get the same address. `download`
  puts a hash of the whole content and a token of the project into the name.
* `st.cache_data` is shared by everybody by default. `cached`, `kept` and `drawn` belong to
  one session and are keyed by project and content version; `shared` is for things without data.
"""

from __future__ import annotations

import functools
import hashlib
import mimetypes
import re
import secrets
from collections.abc import Callable
from pathlib import Path, PurePath
from typing import Any, TypeVar

import streamlit as st

from core.files import sha256_of
from core.text import shown, unbroken

Made = TypeVar("Made")
Key = tuple[str, ...]
Content = str | bytes | Path | Callable[[], str | bytes]

_CHOICE = """<style>
body {{ --choice: {colour}; }}
[data-testid="stApp"] {{ --choice: light-dark(#1f55ad, #8db8f7); }}
button[data-variant][data-selected="true"] p, [role="tab"][aria-selected="true"] p,
[data-testid="stSliderThumbValue"] {{ color: var(--choice) !important; }}
</style>"""
_CHART_TEXT = """<style>
[data-testid="stPlotlyChart"] text[style*="fill: {marked};"] {{
fill: light-dark({light}, {dark}) !important; }}
</style>"""
_TABLE_BUTTONS = """<style>
@media (hover: none) {
[data-testid="stElementContainer"]:has([data-testid="stDataFrame"]) { margin-top: 1.75rem; } }
</style>"""
_WHOLE_TITLES = """<style>
[class*="st-key-step-"] [data-testid="stCheckbox"] [data-testid="stMarkdownContainer"],
[class*="st-key-step-"] [data-testid="stCheckbox"] [data-testid="stMarkdownContainer"] p
{ white-space: normal; }
</style>"""
_WHOLE_HEAD = """<style>
.st-key-project-head { overflow: visible; }
</style>"""
_LINES = """<style>
[class*="st-key-"][class*="-fold-"] button p { text-align: left; }
</style>"""
_OUT_OF_DATE = """<style>
[class*="st-key-out-of-date-"] [data-testid="stIconMaterial"]
{{ color: light-dark({light}, {dark}); }}
</style>"""
# Streamlit shuts its sidebar after a tap only for its own menu of pages, which the rail replaces.
_SHUT_RAIL = """<script>/* {page} */
document.currentScript.remove();
if (innerWidth <= 768)
document.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
</script>"""
_NO_PEEKING = "<style>button[aria-label='Show password'] { display: none; }</style>"
_JOINER = "\u2060"
_MARKUP = re.compile(r"[\\`*\[\]<>&$~|:]|(?<![^\W_])_|_(?![^\W_])|^[-+#=]|^\d+(?=[.)])")
_READ_LATER = (
    (re.compile(r":(?=\S)"), f":{_JOINER}"),
    (re.compile(r"@"), f"@{_JOINER}"),
    (re.compile(r"www(?=\.)", re.IGNORECASE), f"www{_JOINER}"),
    (re.compile(r"([<>~-])(?=[=>-])"), rf"\1{_JOINER}"),
)
_NOT_IN_NAMES = re.compile(r"[^\w .-]+")
_ENDING = re.compile(r"(\.[A-Za-z0-9]{1,8}){1,2}$")


def esc(value: object, limit: int = 60) -> str:
    """Return data text for a call that reads Markdown, so that it shows as itself.

    A unit stays on the line of its number.
    Use it in labels, messages, captions, tabs, help texts and `radio` or `pills` options.
    Tables, `st.text` and `selectbox` options show raw text: use `core.text.shown` there.

    >>> esc("![x](https://host.example/p.png)") == r"!\\[x\\](https\\:\u2060//host.example/p.png)"
    True
    >>> esc("monthly_charges"), esc("about ± 3 %")
    ('monthly_charges', 'about ±\xa03\xa0%')
    """
    text = unbroken(shown(value, limit).strip())
    for pattern, replacement in _READ_LATER:
        text = pattern.sub(replacement, text)
    return _MARKUP.sub(_escaped, text)


def download(label: str, content: Content, file_name: str, project_id: str, key: str) -> None:
    """Offer a file; a path or a function is read only when somebody clicks.

    The stem of `file_name` stays readable; `project_id` keeps the addresses of two
    projects apart. A click does not rerun the page.
    """
    name = download_name(file_name, _digest(content), project_id)
    data = content.read_bytes if isinstance(content, Path) else content
    mime = mimetypes.guess_type(file_name)[0] or "application/octet-stream"
    st.download_button(
        label,
        data,
        file_name=name,
        mime=mime,
        key=key,
        on_click="ignore",
        icon=":material/download:",
    )


def download_name(file_name: str, digest: str, project_id: str) -> str:
    """Return a file name that no other content and no other project has.

    >>> download_name("My report.html", "ab" * 32, "project")
    'My report-abababababab-b8436738.html'
    """
    ending = _ENDING.search(file_name)
    stem = file_name[: ending.start()] if ending else file_name
    stem = _NOT_IN_NAMES.sub("-", PurePath(stem).name).strip("-. ")[:60] or "file"
    token = hashlib.sha256(f"download {project_id}".encode()).hexdigest()[:8]
    return f"{stem}-{digest[:12]}-{token}{ending[0] if ending else ''}"


def cached(project_id: str, version: str, name: str, make: Callable[[], Made]) -> Made:
    """Return a copy of what `make` returned for this project, content version and name.

    `version` is a fingerprint of everything the result depends on that the name does not
    say; the entry is seen by this session only. For small results that pages may change.
    """
    made: Made = _session_copy((project_id, version, _origin(make), name), make)
    return made


def kept(project_id: str, version: str, name: str, make: Callable[[], Made]) -> Made:
    """Return the very object that `make` returned; for large, read-only things like tables."""
    made: Made = _session_object((project_id, version, _origin(make), name), make)
    return made


def drawn(project_id: str, version: str, name: str, make: Callable[[], Made]) -> Made:
    """Return the very object that `make` returned; for figures and results, many and small."""
    made: Made = _session_figure((project_id, version, _origin(make), name), make)
    return made


def shared(name: str, make: Callable[[], Made]) -> Made:
    """Return one object for the whole server: only for things that hold nobody's data."""
    made: Made = _server_object((_origin(make), name), make)
    return made


# Streamlit keys an entry by `key`; an argument that starts with an underscore does not count.


@st.cache_data(scope="session", max_entries=64, max_size="64MiB", show_spinner=False)
def _session_copy(key: Key, _make: Callable[[], Any]) -> Any:  # noqa: ARG001
    return _make()


@st.cache_resource(scope="session", max_entries=8, show_spinner=False)
def _session_object(key: Key, _make: Callable[[], Any]) -> Any:  # noqa: ARG001
    return _make()


@st.cache_resource(scope="session", max_entries=48, show_spinner=False)
def _session_figure(key: Key, _make: Callable[[], Any]) -> Any:  # noqa: ARG001
    return _make()


@st.cache_resource(max_entries=64, show_spinner=False)
def _server_object(key: Key, _make: Callable[[], Any]) -> Any:  # noqa: ARG001
    return _make()


def colour_choices(dark: bool) -> None:
    """Make chosen pills, tabs and slider values readable, in the theme's colour of links.

    They are drawn in the colour of filled buttons, and no one colour has enough contrast
    (4.5 to 1) under white text, on a dark page and on a pill that has the focus; no setting
    of the theme parts them. The page itself follows the visitor's theme at once; what floats
    above it, when the script next runs.
    """
    st.html(_CHOICE.format(colour="#8db8f7" if dark else "#1f55ad"))


def colour_chart_text(light: str, dark: str) -> None:
    """Draw the text of charts that has the colour `light` in the colour `dark` on a dark page.

    Streamlit's own look for charts follows the visitor's theme at once too, but its text has
    too little contrast (3.8 to 1) on a light page.
    """
    marked = f"rgb{tuple(bytes.fromhex(light[1:]))}"
    st.html(_CHART_TEXT.format(marked=marked, light=light, dark=dark))


def shut_rail(page: str) -> None:
    """Shut the rail where it covers the page, once another page is shown; `page` is its name."""
    st.html(_SHUT_RAIL.format(page=page), unsafe_allow_javascript=True)


def leave_room_for_table_buttons() -> None:
    """Keep free what is above a table where nothing hovers: its buttons always stand there."""
    st.html(_TABLE_BUTTONS)


def mark_out_of_date() -> None:
    """Draw icons in containers `out-of-date-…` in the theme's colour of warnings.

    The icon of a link takes no colour of its own.
    """
    st.html(
        _OUT_OF_DATE.format(
            light=st.get_option("theme.light.orangeTextColor"),
            dark=st.get_option("theme.dark.orangeTextColor"),
        )
    )


def wrap_step_titles() -> None:
    """Let the title of a step run over several lines; on a phone most would be cut."""
    st.html(_WHOLE_TITLES)


def show_whole_head() -> None:
    """Let the line of the project scroll nowhere: nobody could reach what a region hides.

    A line that does not wrap scrolls by itself, and its buttons may both be switched off.
    """
    st.html(_WHOLE_HEAD)


def align_tree_lines() -> None:
    """Begin each line of a tree at the left where a phone breaks it; a button centres its text."""
    st.html(_LINES)


def hide_peeking() -> None:
    """Hide the button that shows a password.

    It takes the focus from a field that is left by the Tab key, and what was typed then never
    reaches the server: people who use the keyboard would send an empty password.
    """
    st.html(_NO_PEEKING)


def _origin(make: Callable[[], Any]) -> str:
    target = make.func if isinstance(make, functools.partial) else make
    return f"{getattr(target, '__module__', '')}.{getattr(target, '__qualname__', '')}"


def _digest(content: Content) -> str:
    if isinstance(content, Path):
        facts = content.stat()
        return _file_digest(content, facts.st_size, facts.st_mtime_ns)
    if callable(content):
        return secrets.token_hex(16)
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    return hashlib.sha256(data).hexdigest()


@functools.lru_cache(maxsize=256)
def _file_digest(path: Path, size: int, changed: int) -> str:  # noqa: ARG001
    return sha256_of(path)


def _escaped(found: re.Match[str]) -> str:
    return found[0] + "\\" if found[0].isdigit() else "\\" + found[0]
