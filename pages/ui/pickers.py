"""Pick a part of a file: a sheet, a file of an archive, a list of records."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.errors import AppError
from core.params import Choice, Setting
from core.sources import Source
from core.sources.web.tree import Pointed, lines_of
from pages.ui import form, intake
from pages.ui.json_tree import Pointing, point
from pages.ui.session import session


def picked(source: Source) -> tuple[Source, str]:
    """Draw what the file really offers; return the source for the picked part, and its mark.

    The mark is empty for the part that is loaded now. One pick can change what the next one
    offers, so each is drawn from what the one before it gave.
    """
    now, mark, done = source, "", set[str]()
    while waiting := [name for name in now.picked if name not in done]:
        name = waiting[0]
        done.add(name)
        options = intake.choices(now).get(name, {})
        if len(options) < 2:
            continue
        before = getattr(now, name)
        chosen = _draw(now, name, options, mark)
        if chosen != before:
            now = intake.pick(now, {name: chosen})
            mark += f"-{name}{list(options).index(chosen)}"
    return now, mark


def has_parts_to_pick(source: Source) -> bool:
    """Say whether the file offers more than the part that was read."""
    try:
        return any(len(options) > 1 for options in intake.choices(source).values())
    except AppError:
        return False  # the file has changed or gone: reading it again will say so


def _draw(source: Source, name: str, options: dict[str, str], mark: str) -> str:
    declared = next(setting for setting in source.settings() if setting.name == name)
    param = Choice(
        tuple(options),
        labels=tuple(options.values()),
        label=declared.label,
        help=declared.param.help,
    )
    where = form.Form(f"picking-{session().data[:12]}{mark}")
    pointed = intake.tree(source) if name == "rows_at" else None
    if pointed is not None:
        return _pointed(f"{where.key}-{name}", pointed, getattr(source, name))
    value = getattr(source, name)
    values = {name: value if value in options else next(iter(options))}
    drawn = form.draw([Setting(name, param, declared.default)], values, where)
    return str(drawn[name])


def _pointed(key: str, pointed: Pointed, before: str) -> str:
    """Let the list be pointed at in the file itself, and return its path."""
    start = next((at for at, path in pointed.paths.items() if path == before), "")
    st.markdown("**The file**: point at the list of your rows")
    lines = partial(lines_of, pointed.answer, pointed.places)
    return pointed.paths[point(Pointing(key, pointed.places), lines, start)]
