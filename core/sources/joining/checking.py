"""What a join would do, said before it is done: rows, partners, names, and the future."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from core.errors import LimitError
from core.sources.joining.future import future_remarks
from core.sources.joining.joined import Joining, Ready, expected_rows, new_names, prepared
from core.sources.joining.keys import MISSING, as_text, codes_of
from core.sources.joining.matching import partners, refuse_large
from core.sources.joining.remark import Remark
from core.sources.joining.ways import Alike
from core.table import broad_kind_of
from core.text import count, listed, percent, shown

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

MANY_UNMATCHED = 0.05
SHOWN = 5
LOOSER = 0.02
Named = Callable[["NDArray[np.int64]"], list[str]]


@dataclass(frozen=True)
class KeyFacts:
    """How well a key fits one table: rows, repeated keys, gaps, and rows without partner."""

    rows: int
    repeated: int
    missing: int
    unmatched: int
    examples: tuple[str, ...] = ()

    @property
    def is_unique(self) -> bool:
        """Whether no key stands in two rows."""
        return self.repeated == 0


@dataclass(frozen=True)
class Preview:
    """What a join would do: rows after it, both sides, new names, and remarks, gravest first."""

    rows: int
    left: KeyFacts
    right: KeyFacts
    worst: tuple[tuple[str, int, int], ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()

    @property
    def grows(self) -> bool:
        """Whether a row of the first table would stand there several times."""
        return any(remark.code == "fan_out" for remark in self.remarks)

    @property
    def is_refused(self) -> bool:
        """Whether the join is too large to be done."""
        return any(remark.code == "too_large" for remark in self.remarks)


def inspect(left: pd.DataFrame, right: pd.DataFrame, join: Joining, moment: str = "") -> Preview:
    """Return what a join would do; `moment` is the column that says when a left row happened."""
    join.check(left, right)
    ready = prepared(left, right, join)
    whole = codes_of(left, right, join.pairs, join.alike)
    look = _Look(left, right, join, ready)
    names = new_names(left, ready.right, join)
    mine = _facts(whole.left, whole.right, _keys(left, [mine for mine, _ in join.pairs]))
    other = _facts(whole.right, whole.left, _keys(right, [name for _, name in join.pairs]))
    renamed = {old: new for old, new in names.items() if old != new}
    remarks = [
        *(remark for ask in _ASKED for remark in ask(look)),
        *_unmatched("first", mine),
        *_unmatched("second", other),
        *future_remarks(left, right, join, moment),
        *_renamed(renamed),
    ]
    order = {"stop": 0, "warning": 1, "advice": 2}
    remarks.sort(key=lambda remark: order[remark.severity])
    return Preview(
        rows=expected_rows(ready, join) if join.how == "left" or not join.in_time else mine.rows,
        left=mine,
        right=other,
        worst=_worst(look),
        renamed=renamed,
        remarks=tuple(remarks),
    )


@dataclass(frozen=True, eq=False)
class _Look:
    left: pd.DataFrame
    right: pd.DataFrame
    join: Joining
    ready: Ready


def _facts(
    mine: NDArray[np.int64],
    other: NDArray[np.int64],
    keys: Callable[[NDArray[np.int64]], list[str]],
) -> KeyFacts:
    known = mine[mine != MISSING]
    sizes = np.bincount(known) if len(known) else np.zeros(0, dtype="int64")
    alone = np.flatnonzero(~np.isin(mine, other[other != MISSING]) | (mine == MISSING))
    named = alone[mine[alone] != MISSING]
    _, first = np.unique(mine[named], return_index=True)
    return KeyFacts(
        rows=len(mine),
        repeated=int((sizes > 1).sum()),
        missing=int((mine == MISSING).sum()),
        unmatched=len(alone),
        examples=tuple(keys(named[np.sort(first)][:SHOWN])),
    )


def _keys(frame: pd.DataFrame, columns: list[str]) -> Named:
    def said(rows: NDArray[np.int64]) -> list[str]:
        picked = [as_text(frame[name].iloc[rows], Alike()) for name in columns]
        return [shown(" / ".join(map(str, parts)), 40) for parts in zip(*picked, strict=True)]

    return said


def _worst(look: _Look) -> tuple[tuple[str, int, int], ...]:
    """Return the keys that make most rows: key, rows in the first table, in the second."""
    codes = look.ready.codes
    if look.ready.times is not None:
        return ()
    sizes = [
        np.bincount(part[part >= 0], minlength=codes.distinct + 1)
        for part in (codes.left, codes.right)
    ]
    made = sizes[0] * sizes[1]
    top = [code for code in np.argsort(-made, kind="stable")[:SHOWN] if sizes[1][code] > 1]
    places = [int(np.flatnonzero(codes.left == code)[0]) for code in top if made[code]]
    names = _keys(look.left, [mine for mine, _ in look.join.pairs])(np.asarray(places, dtype=int))
    return tuple(
        (name, int(sizes[0][code]), int(sizes[1][code]))
        for name, code in zip(names, top, strict=False)
    )


def _size(look: _Look) -> Iterator[Remark]:
    rows = expected_rows(look.ready, look.join)
    try:
        refuse_large(rows, look.left, look.ready.right)
    except LimitError as error:
        yield Remark("too_large", "stop", error.message, error.hint)


def _fan_out(look: _Look) -> Iterator[Remark]:
    if look.ready.times is not None:
        return
    fits = partners(look.ready.codes)
    several = int((fits > 1).sum())
    if not several:
        return
    rows = expected_rows(look.ready, look.join)
    worst = _worst(look)
    example = f" Worst: ‘{worst[0][0]}’ has {count(worst[0][2], 'row')} there." if worst else ""
    yield Remark(
        "fan_out",
        "warning",
        f"{count(several, 'row')} of the first table would stand there several times: "
        f"{count(len(fits), 'row')} become {rows:,}.{example}",
        "The same case then counts several times, in training and in the score. Sum up the "
        "second table to one row for each key.",
        (("Sum up: count and mean", {"ways": ["count", "mean"]}),),
    )


def _types(look: _Look) -> Iterator[Remark]:
    """Say where keys of two kinds are compared as text, and whether a looser look finds more."""
    for mine, other in look.join.pairs:
        kinds = [broad_kind_of(look.left[mine]), broad_kind_of(look.right[other])]
        if kinds[0] != kinds[1]:
            words = {"category": "texts", "number": "numbers", "date": "dates"}
            yield Remark(
                "key_kinds",
                "advice",
                f"‘{shown(mine)}’ holds {words[kinds[0]]} and ‘{shown(other)}’ "
                f"{words[kinds[1]]}: they are compared as text.",
                "A code such as 00123 is no number; read it as text on both sides.",
            )
    yield from _looser(look)


def _looser(look: _Look) -> Iterator[Remark]:
    join = look.join
    before = _found(look, join.alike)
    offers = (
        ("zeros", "without leading zeros", Alike(join.alike.fold, True)),
        ("fold", "without regard to case and spaces", Alike(True, join.alike.zeros)),
    )
    for name, words, alike in offers:
        if getattr(join.alike, name):
            continue
        more = _found(look, alike) - before
        if more > LOOSER:
            yield Remark(
                f"loose_{name}",
                "warning",
                f"Compared {words}, {percent(more)} more rows of the first table would find a "
                "partner.",
                "The keys are probably written in two ways.",
                ((f"Compare {words}", {name: True}),),
            )


def _found(look: _Look, alike: Alike) -> float:
    codes = codes_of(look.left, look.right, look.join.pairs, alike)
    return float((partners(codes) > 0).mean()) if len(look.left) else 0.0


def _unmatched(which: str, facts: KeyFacts) -> Iterator[Remark]:
    if not facts.unmatched:
        return
    share = facts.unmatched / facts.rows
    gaps = f" {count(facts.missing, 'row')} of them have no key." if facts.missing else ""
    examples = f", such as {listed(facts.examples)}" if facts.examples else ""
    yield Remark(
        f"unmatched_{which}",
        "warning" if which == "first" and share > MANY_UNMATCHED else "advice",
        f"{percent(share, 1)} of the {which} table, {count(facts.unmatched, 'row')}, have no "
        f"partner{examples}.{gaps}",
        "Their new columns stay empty, or the rows are left out if only rows found in both are "
        "kept."
        if which == "first"
        else "These rows of the second table are not used.",
    )


def _renamed(renamed: Mapping[str, str]) -> Iterator[Remark]:
    if renamed:
        yield Remark(
            "collision",
            "advice",
            f"Both tables have {listed(renamed)}: those of the second become "
            f"{listed(renamed.values())}.",
            "Look whether they say the same; two columns that do add nothing.",
        )


_ASKED: tuple[Callable[[_Look], Iterator[Remark]], ...] = (_size, _fan_out, _types)
