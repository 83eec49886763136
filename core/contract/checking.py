"""Hold rows against a contract, and say in words what breaks it, where and how often."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from core.contract.few_rows import FewRows
from core.contract.rules import RULES, Contract, Rule
from core.errors import SchemaError
from core.table import broad_kind_of, with_columns
from core.text import count, listed, percent, shown

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

SHOWN = 5
FEW_ROWS = 20
LETTERS = 40
MOST_NAMED = 50
FEW_TO_LOOK_AT = 200


@dataclass(frozen=True)
class Breach:
    """One rule that one column breaks: how many of how many rows, and the first of them.

    `examples` are pairs of a row number, counted from 1, and the value that stands there;
    `absent` are all columns that a rule misses.
    """

    rule: Rule
    column: str
    rows: int
    of: int
    sentence: str
    examples: tuple[tuple[int, str], ...] = ()
    absent: tuple[str, ...] = ()

    @property
    def where(self) -> str:
        """Say in which rows, '' where no row is to blame."""
        if not self.examples:
            return ""
        places = ", ".join(f"{row:,}" for row, _ in self.examples)
        rest = self.rows - len(self.examples)
        noun = "row" if self.rows == 1 else "rows"
        return f"{noun} {places}" + (f" and {rest:,} more" if rest else "")

    def to_json(self) -> dict[str, Any]:
        """Return JSON values."""
        return {
            "rule": self.rule.rule,
            "column": self.column,
            "severity": self.rule.severity,
            "rows": self.rows,
            "of": self.of,
            "message": self.sentence,
            "examples": [list(pair) for pair in self.examples],
        }


@dataclass(frozen=True)
class Report:
    """What broke, of how many rules that were checked."""

    breaches: tuple[Breach, ...]
    checked: int
    rows: int

    @property
    def stops(self) -> tuple[Breach, ...]:
        """The breaches for which the rows are refused."""
        return tuple(breach for breach in self.breaches if breach.rule.severity == "stop")

    @property
    def notes(self) -> tuple[str, ...]:
        """One sentence for each breach, for the answer."""
        return tuple(breach.sentence for breach in self.breaches)

    @property
    def sentence(self) -> str:
        """Say the outcome in one sentence."""
        rules = count(self.checked, "rule")
        if not self.breaches:
            return f"{count(self.rows, 'row')} checked: {rules} kept."
        broken = count(len({breach.rule.key for breach in self.breaches}), "rule")
        stops = len({breach.rule.key for breach in self.stops})
        grave = f", {stops} of them to stop" if stops else ""
        return f"{count(self.rows, 'row')} checked: {broken} of {self.checked:,} broken{grave}."

    def to_json(self) -> dict[str, Any]:
        """Return JSON values."""
        return {
            "passed": not self.stops,
            "summary": self.sentence,
            "rows": self.rows,
            "rules": self.checked,
            "breaches": [breach.to_json() for breach in self.breaches],
        }


def check(
    frame: pd.DataFrame, contract: Contract, *severities: str, written: pd.DataFrame | None = None
) -> Report:
    """Check rows against the rules that are on; columns that are absent break “present” only.

    Shares of missing values are judged from 20 rows on: one gap in one row is no share.
    `written` holds the rows before cells that cannot be read were blanked: these are no gaps.
    """
    rules = contract.active(*severities)
    tidy = frame.reset_index(drop=True)
    small = FewRows(tidy) if len(tidy) <= FEW_TO_LOOK_AT else None
    gaps = tidy if written is None else _with_cells(tidy, written)
    found = tuple(
        breach
        for rule in rules
        for breach in _broken(rule, gaps if rule.rule == "missing" else tidy, small)
    )
    order = {name: place for place, name in enumerate(RULES)}
    ranked = sorted(found, key=lambda b: (b.rule.severity != "stop", order[b.rule.rule]))
    return Report(tuple(ranked), len(rules), len(frame))


def refuse(report: Report) -> None:
    """Refuse rows that break a rule of the contract which says stop."""
    if not report.stops:
        return
    first, *more = _together(report.stops)
    rest = f" {count(len(more), 'more rule')} of the contract {'is' if len(more) == 1 else 'are'}"
    where = f" ({first.where})" if first.where else ""
    raise SchemaError(
        f"{first.sentence.removesuffix('.')}{where}.{rest + ' broken.' if more else ''}",
        "The contract says stop here: correct the rows, or change the rule on the Data page.",
    )


def _together(stops: tuple[Breach, ...]) -> tuple[Breach, ...]:
    """Say in one breach which columns are absent, whichever rules miss them."""
    gone = tuple(dict.fromkeys(name for breach in stops for name in breach.absent))
    if not gone:
        return stops
    first, *_ = (breach for breach in stops if breach.absent)
    others = (breach for breach in stops if not breach.absent)
    return replace(first, sentence=_said_absent(gone), absent=gone), *others


def _with_cells(frame: pd.DataFrame, written: pd.DataFrame) -> pd.DataFrame:
    there = [name for name in frame.columns if name in written.columns]
    return with_columns(frame, {name: written[name].to_numpy() for name in there})


def _broken(rule: Rule, frame: pd.DataFrame, small: FewRows | None) -> Iterator[Breach]:
    if rule.rule == "present":
        yield from _absent(rule, frame)
        return
    there = [name for name in rule.columns if name in frame.columns]
    for name in _suspects(rule, frame, there):
        if small is not None and small.keep(rule, name):
            continue
        wrong = np.asarray(_WRONG[rule.rule](frame[name], rule), dtype=bool)
        rows = int(wrong.sum())
        if rows:
            examples = _examples(frame[name], wrong)
            told = _TOLD[rule.rule](name, rule, frame[name][wrong], len(frame))
            yield Breach(rule, name, rows, len(frame), told, examples)


def _suspects(rule: Rule, frame: pd.DataFrame, there: list[str]) -> list[str]:
    """Return the columns that need a closer look: of many, those with gaps at all."""
    if rule.rule != "missing" or len(there) < FEW_ROWS:
        return there
    gaps = frame[there].isna().any().to_numpy()
    return [name for name, any_gap in zip(there, gaps, strict=True) if any_gap]


def _absent(rule: Rule, frame: pd.DataFrame) -> Iterator[Breach]:
    gone = tuple(name for name in rule.columns if name not in frame.columns)
    if gone:
        yield Breach(rule, gone[0], 0, len(frame), _said_absent(gone), absent=gone)


def _said_absent(gone: tuple[str, ...]) -> str:
    columns = "column" if len(gone) == 1 else "columns"
    return f"The rows have no {columns} {listed(gone, MOST_NAMED)}."


def _examples(values: pd.Series, wrong: NDArray[np.bool_]) -> tuple[tuple[int, str], ...]:
    places = np.flatnonzero(wrong)[:SHOWN]
    return tuple((int(place) + 1, _cell(values.iloc[place])) for place in places)


def _cell(value: Any) -> str:
    import pandas as pd

    if pd.isna(value):
        return "missing"
    if isinstance(value, float):
        return f"{value:,.10g}"
    return shown(str(value).removesuffix(" 00:00:00"), LETTERS)


# Each of these tells which rows are wrong.


def _unreadable(values: pd.Series, rule: Rule) -> Any:
    import pandas as pd

    kind = broad_kind_of(values)
    if kind == rule.kind or rule.kind in ("category", "text"):
        return np.zeros(len(values), dtype=bool)
    if rule.kind == "number":
        texts = values.astype("str").str.strip()
        read = pd.to_numeric(texts, errors="coerce")
    else:
        read = pd.to_datetime(values.astype("str"), errors="coerce", format="ISO8601", utc=True)
    return read.isna() & values.notna()


def _outside(values: pd.Series, rule: Rule) -> Any:
    import pandas as pd

    numbers = pd.to_numeric(values, errors="coerce").to_numpy(dtype="float64", na_value=np.nan)
    wrong = np.zeros(len(values), dtype=bool)
    if rule.low is not None:
        wrong |= numbers < float(rule.low)
    if rule.high is not None:
        wrong |= numbers > float(rule.high)
    return wrong


def _not_in_span(values: pd.Series, rule: Rule) -> Any:
    import pandas as pd

    if values.dtype.kind != "M":
        return np.zeros(len(values), dtype=bool)
    wrong = np.zeros(len(values), dtype=bool)
    if rule.low is not None:
        wrong |= (values < pd.Timestamp(str(rule.low))).to_numpy()
    if rule.high is not None:
        end = pd.Timestamp(str(rule.high))
        whole_day = end + pd.Timedelta(days=1) if end == end.normalize() else end
        wrong |= (values >= whole_day if whole_day != end else values > end).to_numpy()
    return wrong


def _unknown(values: pd.Series, rule: Rule) -> Any:
    texts = values if broad_kind_of(values) == "category" else values.map(_word, "ignore")
    return values.notna() & ~texts.isin(rule.values)


def _word(value: Any) -> str:
    """Write a number as the categories of a training table are written."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _gaps(values: pd.Series, rule: Rule) -> Any:
    gaps = values.isna()
    allowed = rule.share or 0.0
    if allowed and (len(values) < FEW_ROWS or float(gaps.mean()) <= allowed):
        return np.zeros(len(values), dtype=bool)
    return gaps


def _twice(values: pd.Series, rule: Rule) -> Any:  # noqa: ARG001
    return values.duplicated() & values.notna()


def _too_long(values: pd.Series, rule: Rule) -> Any:
    if broad_kind_of(values) != "category":
        return np.zeros(len(values), dtype=bool)
    return values.str.len() > float(rule.high or 0)


_WRONG: Mapping[str, Callable[[pd.Series, Rule], Any]] = {
    "kind": _unreadable,
    "range": _outside,
    "dates": _not_in_span,
    "categories": _unknown,
    "missing": _gaps,
    "unique": _twice,
    "length": _too_long,
}

# Each of these says what is wrong.


def _some(wrong: pd.Series) -> str:
    cells = list(dict.fromkeys(_cell(value) for value in wrong))
    return ", ".join(cells[:3]) + (f" and {len(cells) - 3:,} more" if len(cells) > 3 else "")


def _said_kind(name: str, rule: Rule, wrong: pd.Series, _: int) -> str:
    verb = "is" if len(wrong) == 1 else "are"
    return f"{count(len(wrong), 'value')} of '{shown(name)}' {verb} no {rule.kind}: {_some(wrong)}."


def _said_outside(name: str, rule: Rule, wrong: pd.Series, _: int) -> str:
    values = count(len(wrong), "value")
    return f"{values} of '{shown(name)}' outside {rule.limits()}: {_some(wrong)}."


def _said_unknown(name: str, rule: Rule, wrong: pd.Series, _: int) -> str:
    new = "not in the list of the contract" if rule.own else "never seen in training"
    values = count(len(wrong), "value")
    return f"{values} of '{shown(name)}' {new}, treated as unknown: {listed(wrong.unique())}."


def _said_missing(name: str, rule: Rule, wrong: pd.Series, rows: int) -> str:
    if rule.share:
        share = percent(len(wrong) / rows, 1)
        return (
            f"'{shown(name)}' is missing in {share} of the rows; at most "
            f"{percent(rule.share, 1)} are allowed."
        )
    never = "must not be missing" if rule.own else "was never missing in training"
    return f"{count(len(wrong), 'missing value')} in '{shown(name)}', which {never}."


def _said_twice(name: str, rule: Rule, wrong: pd.Series, _: int) -> str:  # noqa: ARG001
    verb = "repeats" if len(wrong) == 1 else "repeat"
    values = count(len(wrong), "value")
    return f"{values} of '{shown(name)}' {verb} an earlier one: {_some(wrong)}."


def _said_long(name: str, rule: Rule, wrong: pd.Series, _: int) -> str:
    verb = "has" if len(wrong) == 1 else "have"
    letters = count(int(float(rule.high or 0)), "letter")
    return f"{count(len(wrong), 'text')} of '{shown(name)}' {verb} more than {letters}."


_TOLD: Mapping[str, Callable[[str, Rule, pd.Series, int], str]] = {
    "kind": _said_kind,
    "range": _said_outside,
    "dates": _said_outside,
    "categories": _said_unknown,
    "missing": _said_missing,
    "unique": _said_twice,
    "length": _said_long,
}
