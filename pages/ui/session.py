"""The only door to `st.session_state`: which project this tab shows, and its recipe.

Disk is the truth. `begin` reads the project again in every run; a change is saved with the
version that the tab has shown, so two tabs never overwrite each other silently. The URL
carries the project: a reload, another tab or another day resumes it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NoReturn

import streamlit as st
from streamlit.runtime.scriptrunner import RerunException, get_script_run_ctx

from core.errors import AppError, ConflictError, NotAllowedError, UnknownNameError
from core.goal import cleared_goal, goal_mended
from core.problem import Problem
from core.questions import known_answers
from core.recipe import Recipe
from pages.ui import stores
from pages.ui.sign_in import owner
from pages.ui.stages import stage
from pages.ui.uninterrupted import is_uninterrupted, reach, uninterrupted

if TYPE_CHECKING:
    from core.evaluation.choice import Choice
    from core.projects import ProjectState
    from core.table import Dataset

_MEMORY = "modelwright"
_FRAMED = "framed"
_PUT_OFF = "put_off"
_ASK = "ask"
_BETWEEN = "."
_TOLD = "told"
_NOTHING = object()
GRACE = 0.15  # seconds that the last words of a run may take to the browser


@dataclass(frozen=True)
class Notice:
    """A sentence shown once at the top of the next page: success, info, warning or error."""

    kind: str
    text: str
    hint: str = ""
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Unsaved:
    """A change that was refused because the project had moved on in another tab."""

    recipe: Recipe
    label: str


@dataclass(frozen=True)
class Picked:
    """Test rows that are looked at: those an evaluation judged, and which of them."""

    job: str
    choice: Choice


@dataclass(frozen=True)
class _Told:
    """What a browser held before it was told another value, and when the run had told all."""

    before: Any
    value: Any
    sent: float | None = None

    @property
    def may_be_unheard(self) -> bool:
        return self.sent is None or time.monotonic() - self.sent < GRACE


@dataclass(frozen=True)
class Session:
    """What one tab works on. Without an open project the recipe is empty.

    `answers` are those to the questions before the data, `typed` the question in own words,
    `asking` the page whose URL carried the answers last.
    """

    owner: str
    state: ProjectState | None = None
    recipe: Recipe = field(default_factory=Recipe)
    expert: bool = False
    notices: tuple[Notice, ...] = ()
    unsaved: Unsaved | None = None
    answers: tuple[str, ...] = ()
    asking: str | None = None
    typed: str = ""
    picked: Picked | None = None

    @property
    def project(self) -> str:
        """The id of the open project, empty without one."""
        return self.state.info.id if self.state else ""

    @property
    def name(self) -> str:
        """The project's name."""
        return self.state.info.name if self.state else ""

    @property
    def problem(self) -> Problem:
        """What is asked."""
        return self.recipe.problem

    @property
    def data(self) -> str:
        """The fingerprint of the loaded table (the data version), empty without one."""
        return str(self.recipe.source.get("data", ""))

    @property
    def explored(self) -> bool:
        """Whether this data version was looked at on the Explore page, in any tab."""
        return self.state is not None and _explored(self.data) in self.state.info.marks


def session() -> Session:
    """Return what this tab works on."""
    remembered: Session | None = held(_MEMORY)
    return remembered or Session(owner())


def begin(page: str = "") -> None:
    """Bring the tab in line with its URL and with what is on disk; once in every run."""
    now = _as_asked(replace(session(), owner=owner()), page)
    wanted = st.query_params.get("project", "") or now.project
    if not wanted:
        _remember(now)
        return
    try:
        _remember(_opened(now, wanted))
        st.query_params["project"] = wanted
    except (UnknownNameError, NotAllowedError) as error:
        st.query_params.pop("project", None)
        _remember(Session(now.owner, expert=now.expert, notices=(_sentence(error),)))


@uninterrupted()
def open_project(project: str) -> None:
    """Show a project in this tab; questions that were being answered before it are over."""
    if project != session().project:
        set_answers(())
        set_typed("")
    _remember(_opened(session(), project))
    reach(lambda: st.query_params.update(project=project))


def create_project(name: str, recipe: Recipe) -> str:
    """Begin a project with its first recipe, show it in this tab, and return its id."""
    made = stores.store().create(session().owner, name, recipe.to_json())
    open_project(made.id)
    return made.id


@uninterrupted()
def rename_project(name: str) -> None:
    """Give the open project another name."""
    now = session()
    stores.store().rename(now.project, now.owner, name)
    open_project(now.project)


def close_project() -> None:
    """Show no project in this tab."""
    now = session()
    reach(lambda: st.query_params.pop("project", None))
    _remember(Session(now.owner, expert=now.expert, notices=now.notices))


@uninterrupted()
def save(recipe: Recipe, label: str) -> None:
    """Keep a changed recipe under a label for undo; a refused change is kept aside."""
    now = session()
    if recipe == now.recipe or now.state is None:
        return
    try:
        stores.store().save(now.project, now.owner, recipe.to_json(), now.state.info.version, label)
    except ConflictError:
        _remember(replace(now, unsaved=Unsaved(recipe, label)))
        return
    _remember(_opened(now, now.project))
    cleared = cleared_goal(now.problem, recipe.problem)
    if cleared:
        notify("info", cleared, "Say on the Problem page what would be good enough now.")


def change(label: str, edit: Callable[[Recipe], Recipe]) -> None:
    """Save an edit of the recipe as it stands."""
    save(edit(session().recipe), label)


def undo() -> None:
    """Go one change back."""
    now = session()
    _step(now, stores.store().undo(now.project, now.owner))


def redo() -> None:
    """Go one undone change forward."""
    now = session()
    _step(now, stores.store().redo(now.project, now.owner))


def keep_unsaved_as_copy() -> None:
    """Save the refused change as a project of its own, and show that."""
    now = session()
    if now.unsaved is None:
        return
    copy = stores.store().duplicate(now.project, now.owner, recipe=now.unsaved.recipe.to_json())
    _remember(replace(now, unsaved=None))
    open_project(copy.id)


def drop_unsaved() -> None:
    """Forget the refused change and go on with what is on disk."""
    _remember(replace(session(), unsaved=None))


def dataset() -> Dataset | None:
    """Return the project's table, None before one is loaded. Read only."""
    now = session()
    return stores.table(now.data, now.owner) if now.data else None


def go(page: str) -> NoReturn:
    """Show another page of the same project."""
    st.switch_page(stage(page).file, query_params=address())


def address() -> dict[str, str]:
    """Return the URL parameters that every link must carry."""
    project = session().project
    return {"project": project} if project else {}


def notify(kind: str, text: str, hint: str = "", details: tuple[tuple[str, str], ...] = ()) -> None:
    """Show a sentence at the top of the page, once."""
    now = session()
    _remember(replace(now, notices=(*now.notices, Notice(kind, text, hint, details))))


def take_notices() -> tuple[Notice, ...]:
    """Return the sentences to show now, and forget them."""
    now = session()
    _remember(replace(now, notices=()))
    return now.notices


def pick_rows(job: str, choice: Choice | None) -> None:
    """Look at some of the test rows that an evaluation judged, or at none."""
    _remember(replace(session(), picked=Picked(job, choice) if choice else None))


def picked_rows(job: str) -> Choice | None:
    """Return which rows are looked at; those of an earlier evaluation count no more."""
    picked = session().picked
    return picked.choice if picked and picked.job == job else None


def set_expert(on: bool) -> None:
    """Open or fold the advanced settings everywhere; results stay the same."""
    _remember(replace(session(), expert=on))


def set_explored() -> None:
    """Note on disk that this data version was looked at on the Explore page."""
    now = session()
    if now.state is None or now.explored:
        return
    stores.store().mark(now.project, now.owner, (*now.state.info.marks, _explored(now.data)))
    _remember(_opened(now, now.project))


def set_answers(answers: tuple[str, ...]) -> None:
    """Note how far the questions before the data are answered, in the URL too."""
    _remember(replace(session(), answers=answers))
    show_answers()


def set_typed(words: str) -> None:
    """Note the question as it was typed, while there is no project that keeps it."""
    _remember(replace(session(), typed=words))


def show_answers() -> None:
    """Let the URL carry the answers, which another page has not in its own."""
    asked = _BETWEEN.join(session().answers)
    if asked:
        reach(lambda: st.query_params.update({_ASK: asked}))
    else:
        reach(lambda: st.query_params.pop(_ASK, None))


def mark_framed() -> None:
    """Note that this run came through `app.py`."""
    st.session_state[_FRAMED] = True


def take_framed() -> bool:
    """Tell whether this run came through `app.py`, and forget it for the next run."""
    return bool(st.session_state.pop(_FRAMED, False))


def put(key: str, value: Any, once: bool = False) -> None:
    """Give a widget its value before it is drawn; `once` leaves a value that it has.

    The browser is told a value that is new, or that it does not hold.
    """
    now, drawn = _raw(key, _NOTHING), _is_drawn(key)
    wanted = now if once and now is not _NOTHING else value
    if now != wanted or not drawn:
        if now not in (_NOTHING, wanted) and drawn:
            _told()[key] = _Told(now, wanted)
        reach(lambda: st.session_state.update({key: wanted}))
    else:
        _told().pop(key, None)


def held(key: str, default: Any = None) -> Any:
    """Return a widget's value.

    In the callback of a click it is what the browser was told last, if the click came before
    that was heard: what the widget held before would undo the change as if somebody had asked.
    """
    value = _raw(key, default)
    told = _told().get(key) if is_uninterrupted() else None
    return told.value if told and told.may_be_unheard and told.before == value else value


@contextmanager
def telling() -> Iterator[None]:
    """Note at the end of a run that all it told is on its way, unless a click ended it."""
    told, was_clicked = _told(), False  # a run that was stopped may not ask for it any more
    try:
        yield
    except RerunException:
        was_clicked = True
        raise
    finally:
        if not was_clicked:
            now = time.monotonic()
            told.update({key: replace(each, sent=each.sent or now) for key, each in told.items()})


def _raw(key: str, default: Any) -> Any:
    return reach(lambda: st.session_state.get(key, default))


def _told() -> dict[str, _Told]:
    told: dict[str, _Told] = reach(lambda: st.session_state.setdefault(_TOLD, {}))
    return told


def _is_drawn(key: str) -> bool:
    """Tell whether the last click came from a page that had this widget; true for no widget.

    A page that is clicked while it is drawn may never have had it: Streamlit drops what it had
    not sent, tells a value only once, and the next click would bring back the widget's default.
    So would a control in a popover that was not opened yet. Streamlit has no public way to ask.
    """
    context = get_script_run_ctx(suppress_warning=True)
    if context is None:
        return True
    state = context.session_state._state
    widget = state._key_id_mapper.get_id_from_key(key, None)
    return widget is None or widget in state._new_widget_state.states


def put_off(action: Callable[[], None]) -> None:
    """Keep an action until all clicks that came together have had their turn."""
    kept = held(_PUT_OFF, ())
    reach(lambda: st.session_state.update({_PUT_OFF: (*kept, action)}))


def catch_up() -> None:
    """Do what was put off; once in every run, behind the callbacks of its clicks."""
    kept = held(_PUT_OFF, ())
    if kept:
        reach(lambda: st.session_state.update({_PUT_OFF: ()}))
    for action in kept:
        action()


def _as_asked(now: Session, page: str) -> Session:
    """Follow the answers in the URL of a page.

    A URL without them came from a link to another page, which leaves the answers as they are,
    or from the browser's way back to before the first answer, which takes it back.
    """
    asked = st.query_params.get(_ASK)
    if asked is not None:
        return replace(now, answers=known_answers(asked.split(_BETWEEN)), asking=page)
    return replace(now, answers=() if now.asking == page else now.answers, asking=None)


def _opened(now: Session, project: str) -> Session:
    state = stores.store().open(project, now.owner)
    same = now.state is not None and now.state.info == state.info
    recipe = now.recipe if same else _read(state)
    return replace(now, state=state, recipe=recipe)


def _step(now: Session, state: ProjectState) -> None:
    _remember(replace(now, state=state, recipe=_read(state)))


def _read(state: ProjectState) -> Recipe:
    return Recipe.from_json(goal_mended(state.recipe))


def _sentence(error: AppError) -> Notice:
    return Notice("error", error.message, error.hint)


def _remember(now: Session) -> None:
    reach(lambda: st.session_state.update({_MEMORY: now}))


def _explored(data: str) -> str:
    return f"explored {data}"
