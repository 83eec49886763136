"""Trees of any library in one form, so that one exact method explains them all.

A `Forest` is a sum of trees. Every inner node sends a row left or right by one column: by
comparing a number, or by looking a category code up. `cover` is the (weighted) number of
training rows that reached each node.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

CODES = 1024


@dataclass(frozen=True, eq=False)
class Tree:
    """One tree as arrays over its nodes; node 0 is the root.

    left, right   child positions, -1 for leaves
    column        matrix column that an inner node looks at
    threshold     a number goes left when it is at most this
    missing_left  whether a missing value goes left
    cover         training rows that reached the node
    value         shape (nodes, outputs): what a leaf adds to each output
    codes         position in `code_left`, -1 where numbers are compared
    code_left     shape (lookups, CODES): which category codes go left
    """

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    column: NDArray[np.int64]
    threshold: NDArray[np.float64]
    missing_left: NDArray[np.bool_]
    cover: NDArray[np.float64]
    value: NDArray[np.float64]
    codes: NDArray[np.int64]
    code_left: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Forest:
    """A sum of trees: output = offset + the leaf each tree sends the row to.

    `single` says that the library rounds numbers to 32 bits before it compares them.
    """

    trees: tuple[Tree, ...]
    offset: NDArray[np.float64]
    single: bool = False


def no_codes(nodes: int) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return `codes` and `code_left` of a tree that only compares numbers."""
    return np.full(nodes, -1, dtype=np.int64), np.zeros((1, CODES), dtype=np.bool_)


def contributions(
    forest: Forest, matrix: NDArray[Any], groups: NDArray[np.int64], width: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return exact path-dependent SHAP values and their base.

    `groups` names, for each matrix column, the position of its original column among
    `width`; the values of one original column are summed. Shapes: (rows, width, outputs)
    and (outputs,). Raises `TooDeep` where a path looks at more than 62 columns.
    """
    from core.explain import leaf_values

    rows = np.asarray(matrix, dtype=np.float64)
    if forest.single:
        rows = rows.astype(np.float32).astype(np.float64)
    turned = np.ascontiguousarray(rows.T)
    outputs = len(forest.offset)
    total = np.zeros((outputs, width, len(rows)))
    base = forest.offset.astype(np.float64).copy()
    for tree in forest.trees:
        arrays = leaf_values.Arrays(*(getattr(tree, name) for name in leaf_values.Arrays._fields))
        deepest = leaf_values.add_tree(arrays, turned, groups, total, base)
        if deepest > leaf_values.MOST:
            raise TooDeep(deepest)
    return np.ascontiguousarray(total.transpose(2, 1, 0)), base


class TooDeep(Exception):
    """A tree path looks at more columns than the exact method can count."""
