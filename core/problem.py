"""What is asked: the task, the target, how success is judged, how rows are set apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Annotated, Any

from core.errors import SettingError
from core.params import Choice, Number, Setting, Text, checked, settings_of
from core.questions import ENDINGS
from core.table import ROLES

TASKS = ("binary", "multiclass", "regression")
TASK_LABELS = {
    "binary": "Predict one of two outcomes",
    "multiclass": "Predict one of several categories",
    "regression": "Predict a number",
}
SPLIT_KINDS = ("random", "group", "time", "column")
FEWEST_FOLDS = 3
SINGLE = ("target", "weight")


@dataclass(frozen=True)
class Split:
    """How rows are set apart: a locked test part, and folds of the rest.

    `random` is stratified by class, `group` keeps the rows of one `column` value together,
    `time` trains on the past of `column` and tests on its future, `column` tests on the rows
    in which `column` holds one of `test_values`, one on a line, and learns from all others. The
    folds are cut anew `repeats` times, each time with another seed; by time there is only one
    way to cut.
    """

    kind: Annotated[str, Choice(SPLIT_KINDS)] = "random"
    test_share: Annotated[float, Number(0.05, 0.5)] = 0.2
    folds: Annotated[int, Number(2, 20, integer=True)] = 5
    repeats: Annotated[int, Number(1, 10, integer=True)] = 1
    column: Annotated[str, Text(5000)] = ""
    test_values: Annotated[str, Text(5000)] = ""

    @property
    def tested(self) -> tuple[str, ...]:
        """The values of the column that mean test.

        >>> Split("column", column="set", test_values="test\\nholdout").tested
        ('test', 'holdout')
        """
        return tuple(self.test_values.split("\n")) if self.test_values else ()


@dataclass(frozen=True)
class Problem:
    """What is asked of the data, decided before any model is trained.

    `intent` names the ending of the questions before the data, see `core.questions`.
    """

    goal: Annotated[str, Text(2000)] = ""
    intent: Annotated[str, Choice(("", *ENDINGS))] = ""
    task: Annotated[str, Choice(TASKS)] = "binary"
    target: Annotated[str, Text(5000)] = ""
    positive: Annotated[str, Text(5000)] = ""
    metric: Annotated[str, Text()] = "roc_auc"
    good_enough: Annotated[float | None, Number(-1e300, 1e300, optional=True)] = None
    good_enough_set: Annotated[str, Text()] = ""
    prediction_moment: Annotated[str, Text(500)] = ""
    cost_false_positive: Annotated[float, Number(0, 1e15)] = 0.0
    cost_false_negative: Annotated[float, Number(0, 1e15)] = 0.0
    currency: Annotated[str, Text(10)] = ""
    roles: tuple[tuple[str, str], ...] = ()
    split: Split = Split()

    @property
    def differs(self) -> bool:
        """Whether the task is another one than was asked for before the data.

        >>> Problem(intent="amount", task="binary").differs
        True
        """
        ending = ENDINGS.get(self.intent)
        return ending is not None and ending.trains and ending.task != self.task

    def role_of(self, column: str) -> str:
        """Return the role of a column; columns without one are features.

        The column that says which rows are test rows is never a feature.
        """
        if column == self.target:
            return "target"
        given = self._given.get(column, "feature")
        marks = self.split.kind == "column" and column == self.split.column
        return "ignore" if marks and given in ("feature", "sensitive") else given

    @property
    def time(self) -> str:
        """The column that tells the order of rows in time, empty where there is none.

        That of a split by time, else the first column with the role time.

        >>> by_role = Problem().with_role("day", "time")
        >>> by_role.time, by_role.with_split(Split("time", column="sold")).time
        ('day', 'sold')
        """
        by_time = self.split.column if self.split.kind == "time" else ""
        return by_time or next(iter(self.columns_with("time")), "")

    @property
    def weight(self) -> str:
        """The column that says how much each row counts, empty where each counts once."""
        return next(iter(self.columns_with("weight")), "")

    @property
    def series(self) -> tuple[str, ...]:
        """The columns that name what a row belongs to, such as a shop among shops."""
        together = (self.split.column,) if self.split.kind == "group" else ()
        named = (*together, *self.columns_with("group"))
        return tuple(dict.fromkeys(column for column in named if column))

    @cached_property
    def _given(self) -> Mapping[str, str]:
        return dict(self.roles)

    def columns_with(self, role: str) -> tuple[str, ...]:
        """Return the columns that have a role other than feature."""
        return tuple(column for column, given in self.roles if given == role)

    def with_role(self, column: str, role: str) -> Problem:
        """Give a column a role; the target can only be moved, never doubled."""
        if role not in ROLES:
            raise SettingError(f"The role of '{column}' must be one of: {', '.join(ROLES)}.")
        rest = tuple(pair for pair in self.roles if pair[0] != column)
        if role == "target":
            return replace(self, target=column, roles=rest)
        if column == self.target:
            raise SettingError(
                f"'{column}' is the target and cannot also be a {role}.",
                "Choose another target first.",
            )
        roles = rest if role == "feature" else tuple(sorted((*rest, (column, role))))
        return replace(self, roles=roles)

    def with_roles(self, columns: Iterable[str], role: str) -> Problem:
        """Give several columns one role; the target and the weight stay with one column.

        >>> Problem(target="y").with_roles(["a", "b"], "ignore").roles
        (('a', 'ignore'), ('b', 'ignore'))
        """
        wanted = tuple(dict.fromkeys(columns))
        if role in SINGLE and len(wanted) > 1:
            raise SettingError(
                f"Only one column can be the {role}. {len(wanted)} are chosen.", "Choose one."
            )
        if not wanted:
            return self
        if role == "weight":
            former = [name for name in self.columns_with("weight") if name not in wanted]
            freed = self.with_roles(former, "ignore") if former else self
            return freed.with_role(wanted[0], role)
        first = self.with_role(wanted[0], role)
        if self.target in wanted[1:]:
            return self.with_role(self.target, role)
        if len(wanted) == 1:
            return first
        roles = {name: given for name, given in first.roles if name not in wanted}
        roles |= {} if role == "feature" else dict.fromkeys(wanted, role)
        return replace(first, roles=tuple(sorted(roles.items())))

    def with_each(self, pairs: Iterable[tuple[str, str]]) -> Problem:
        """Give each column its role, in order, as `with_role` would: quick for thousands too.

        >>> Problem(target="y").with_each([("b", "ignore"), ("a", "id"), ("b", "feature")]).roles
        (('a', 'id'),)
        """
        problem, given = self, dict(self.roles)
        for column, role in pairs:
            if role == "target" or column == problem.target or role not in ROLES:
                former = tuple(sorted(given.items()))
                problem = replace(problem, roles=former).with_role(column, role)
                given = dict(problem.roles)
                continue
            given.pop(column, None)
            if role != "feature":
                given[column] = role
        return replace(problem, roles=tuple(sorted(given.items())))

    def with_split(self, split: Split) -> Problem:
        """Set rows apart in another way; the column whose rows stay together is no feature.

        >>> by_shop = Problem(target="y").with_split(Split(kind="group", column="shop"))
        >>> by_shop.role_of("shop"), by_shop.with_split(Split()).role_of("shop")
        ('group', 'feature')
        """
        problem, former = self, self.split
        if former.kind == "group" and self.role_of(former.column) == "group":
            problem = problem.with_role(former.column, "feature")
        if split.kind == "group" and split.column and problem.role_of(split.column) == "feature":
            problem = problem.with_role(split.column, "group")
        return replace(problem, split=split)


PROBLEM_SETTINGS: tuple[Setting, ...] = settings_of(Problem)
SPLIT_SETTINGS: tuple[Setting, ...] = settings_of(Split)


def most_folds(sizes: Iterable[int]) -> int:
    """Return how many folds classes with so many rows allow.

    Each fold checks a row of every class. For a class of one or two rows there are three folds
    all the same, as long as each can check two classes: some check no row of it then.

    >>> most_folds([90, 40, 4]), most_folds([90, 40, 2]), most_folds([90, 2])
    (4, 3, 2)
    """
    ordered = sorted(map(int, sizes), reverse=True)
    return max(ordered[-1], min(FEWEST_FOLDS, ordered[:2][-1]))


def split_from(values: Mapping[str, Any]) -> Split:
    """Build a split from JSON values."""
    return Split(**checked("Split", SPLIT_SETTINGS, values))


def problem_from(values: Mapping[str, Any]) -> Problem:
    """Build a problem from JSON values."""
    rest = dict(values)
    split = split_from(rest.pop("split", {}))
    roles = tuple((str(column), str(role)) for column, role in rest.pop("roles", ()))
    problem = Problem(**checked("Problem", PROBLEM_SETTINGS, rest), split=split)
    return problem.with_each(roles)
