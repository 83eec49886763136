"""Compiled arithmetic of exact SHAP values, one leaf at a time.

A leaf with value v is reached along a path that looks at d different columns. For column
j let z_j be the share of training rows that pass its conditions, and o_j be 1 when the
explained row passes them, else 0. The leaf adds to column i

    v (o_i - z_i) * integral over t from 0 to 1 of prod over j != i of (t o_j + (1 - t) z_j)

because a coalition of k columns weighs k! (d - 1 - k)! / d! = integral t^k (1 - t)^(d-1-k).
The integrand is a polynomial of degree d - 1, so Gauss-Legendre points give it exactly.
The result depends on the row only through the pattern of the o_j; each pattern is
worked out once per leaf.

Imported only where trees are explained: it loads numba.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

MOST = 62
BLOCK = 2048
SLOTS = 8192
POINTS = 32

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Rule = tuple[Floats, Floats]
Compiled = TypeVar("Compiled", bound=Callable[..., Any])


class Arrays(NamedTuple):
    """The arrays of a `forest.Tree`, in a form the compiler takes."""

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    column: NDArray[np.int64]
    threshold: NDArray[np.float64]
    missing_left: NDArray[np.bool_]
    cover: NDArray[np.float64]
    value: NDArray[np.float64]
    codes: NDArray[np.int64]
    code_left: NDArray[np.bool_]


class Path(NamedTuple):
    """The way to one leaf: its conditions, gathered by column."""

    columns: NDArray[np.int64]
    shares: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    missing: NDArray[np.bool_]
    coded: NDArray[np.bool_]
    allowed: NDArray[np.bool_]


class Memory(NamedTuple):
    """What was worked out for the patterns of one leaf: an open hash table."""

    keys: NDArray[np.int64]
    stamps: NDArray[np.int64]
    values: NDArray[np.float64]


Leaf = tuple[NDArray[np.float64], int, NDArray[np.float64]]


def add_tree(
    tree: Arrays,
    turned: NDArray[np.float64],
    groups: NDArray[np.int64],
    total: NDArray[np.float64],
    base: NDArray[np.float64],
) -> int:
    """Add one tree's values to `total` (outputs, groups, rows) and its mean to `base`.

    `turned` is the matrix with columns first. Returns the number of different columns on
    the longest path; over `MOST`, nothing of that leaf was added.
    """
    return int(_add_tree(tree, turned, (groups, total), base, _rule()))


@cache
def _rule() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return Gauss-Legendre points and weights on 0..1; row n holds the rule of n points."""
    points = np.zeros((POINTS + 1, POINTS))
    weights = np.zeros((POINTS + 1, POINTS))
    for size in range(1, POINTS + 1):
        x, w = np.polynomial.legendre.leggauss(size)
        points[size, :size] = (x + 1) / 2
        weights[size, :size] = w / 2
    return points, weights


def _compiled(function: Compiled) -> Compiled:
    """Compile, and keep the result on disk where the folder can be written."""
    try:
        return cast(Compiled, numba.njit(cache=True, error_model="numpy")(function))
    except RuntimeError:
        return cast(Compiled, numba.njit(error_model="numpy")(function))


@_compiled
def _parents(left: Ints, right: Ints) -> Ints:
    parent = np.full(len(left), -1, dtype=np.int64)
    for node in range(len(left)):
        if left[node] >= 0:
            parent[left[node]] = node
            parent[right[node]] = node
    return parent


@_compiled
def _new_path(most: int) -> Path:
    return Path(
        np.zeros(most, dtype=np.int64),
        np.ones(most),
        np.full(most, -np.inf),
        np.full(most, np.inf),
        np.ones(most, dtype=np.bool_),
        np.zeros(most, dtype=np.bool_),
        np.ones((most, 1024), dtype=np.bool_),
    )


@_compiled
def _place_of(path: Path, found: int, column: int) -> int:
    for place in range(found):
        if path.columns[place] == column:
            return place
    if found < len(path.columns):
        path.columns[found] = column
        path.shares[found] = 1.0
        path.low[found] = -np.inf
        path.high[found] = np.inf
        path.missing[found] = True
        path.coded[found] = False
    return found


@_compiled
def _narrow(tree: Arrays, path: Path, place: int, node: int, goes_left: bool) -> None:
    path.missing[place] &= tree.missing_left[node] == goes_left
    if tree.codes[node] >= 0:
        table = tree.code_left[tree.codes[node]]
        if not path.coded[place]:
            path.allowed[place, :] = True
            path.coded[place] = True
        for code in range(len(table)):
            path.allowed[place, code] &= table[code] == goes_left
    elif goes_left:
        path.high[place] = min(path.high[place], tree.threshold[node])
    else:
        path.low[place] = max(path.low[place], tree.threshold[node])


@_compiled
def _walk(tree: Arrays, parent: Ints, leaf: int, path: Path) -> int:
    found = 0
    node = leaf
    while parent[node] >= 0:
        above = parent[node]
        place = _place_of(path, found, tree.column[above])
        if place >= len(path.columns):
            return place + 1
        found = max(found, place + 1)
        path.shares[place] *= tree.cover[node] / tree.cover[above]
        _narrow(tree, path, place, above, tree.left[above] == node)
        node = above
    return found


@_compiled
def _mark(path: Path, place: int, cells: Floats, patterns: Ints) -> None:
    bit = np.int64(1) << np.int64(place)
    low, high, missing = path.low[place], path.high[place], path.missing[place]
    if path.coded[place]:
        for row in range(len(cells)):
            cell = cells[row]
            code = -1 if np.isnan(cell) else np.int64(cell)
            known = 0 <= code < path.allowed.shape[1]
            passes = path.allowed[place, code] if known else missing
            patterns[row] |= bit if passes else 0
        return
    for row in range(len(cells)):
        cell = cells[row]
        passes = (cell > low) & (cell <= high) | (missing & np.isnan(cell))
        patterns[row] |= bit if passes else 0


@_compiled
def _work_out(path: Path, found: int, pattern: int, rule: Rule, into: Floats) -> None:
    points, weights = rule
    into[:found] = 0.0
    size = (found + 1) // 2
    for point in range(size):
        t, product = points[size, point], weights[size, point]
        for place in range(found):
            product *= t * ((pattern >> place) & 1) + (1.0 - t) * path.shares[place]
        for place in range(found):
            met = (pattern >> place) & 1
            into[place] += product / (t * met + (1.0 - t) * path.shares[place])
    for place in range(found):
        into[place] *= ((pattern >> place) & 1) - path.shares[place]


@_compiled
def _slot_of(memory: Memory, stamp: int, pattern: int) -> int:
    slot = pattern % SLOTS
    while memory.stamps[slot] == stamp and memory.keys[slot] != pattern:
        slot = (slot + 1) % SLOTS
    return slot


@_compiled
def _look_up(path: Path, found: int, patterns: Ints, stamp: int, work: tuple[Memory, Rule]) -> int:
    """Replace each pattern by the slot of its values; return how many were new."""
    memory, rule = work
    fresh = 0
    for row in range(len(patterns)):
        pattern = patterns[row]
        slot = _slot_of(memory, stamp, pattern)
        if memory.stamps[slot] != stamp:
            memory.stamps[slot] = stamp
            memory.keys[slot] = pattern
            _work_out(path, found, pattern, rule, memory.values[slot])
            fresh += 1
        patterns[row] = slot
    return fresh


@_compiled
def _spread(path: Path, found: int, slots: Ints, leaf: Leaf, sums: tuple[Ints, Floats]) -> None:
    values, start, table = leaf
    groups, total = sums
    for output in range(len(values)):
        value = values[output]
        for place in range(found):
            line = total[output, groups[path.columns[place]]]
            for row in range(len(slots)):
                line[start + row] += value * table[slots[row], place]


@_compiled
def _add_tree(
    tree: Arrays, turned: Floats, sums: tuple[Ints, Floats], base: Floats, rule: Rule
) -> int:
    parent = _parents(tree.left, tree.right)
    path = _new_path(MOST)
    memory = Memory(
        np.zeros(SLOTS, dtype=np.int64),
        np.zeros(SLOTS, dtype=np.int64),
        np.zeros((SLOTS, MOST)),
    )
    deepest, stamp = 0, 0
    for leaf in range(len(tree.left)):
        if tree.left[leaf] >= 0 or tree.cover[leaf] <= 0:
            continue
        found = _walk(tree, parent, leaf, path)
        deepest = max(deepest, found)
        if found > MOST:
            break
        base += np.prod(path.shares[:found]) * tree.value[leaf]
        stamp, used = stamp + 1, 0
        for start in range(0, turned.shape[1], BLOCK):
            stop = min(start + BLOCK, turned.shape[1])
            if used > SLOTS // 2:
                stamp, used = stamp + 1, 0
            patterns = np.zeros(stop - start, dtype=np.int64)
            for place in range(found):
                _mark(path, place, turned[path.columns[place], start:stop], patterns)
            used += _look_up(path, found, patterns, stamp, (memory, rule))
            _spread(path, found, patterns, (tree.value[leaf], start, memory.values), sums)
    return deepest
