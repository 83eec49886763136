"""What every step must do; new steps are found by themselves."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest
import skops.io
from sklearn.base import clone
from sklearn.compose import ColumnTransformer

from core.errors import AppError, SettingError, UnknownNameError
from core.export.pipeline_file import trusted_types
from core.export.script_check import SCRIPT
from core.params import Columns, Param, settings_of
from core.problem import TASKS
from core.steps import STEPS, Step, step_from, step_to
from core.table import KINDS, broad_kind_of
from tests.export.scripts import Scripts, scripts

EVERY = [pytest.param(part, id=part.__name__) for part in STEPS]
PREPARE = [item for item in EVERY if item.values[0].kind == "prepare"]
LEARN = [item for item in EVERY if item.values[0].kind == "learn"]
RESAMPLE = [item for item in EVERY if item.values[0].kind == "resample"]
TASK_STEPS = [
    pytest.param(item.values[0], task, id=f"{item.id}-{task}")
    for item in LEARN
    for task in TASKS
    if item.values[0].example()[0].suits(task)
]


def many_rows(part: type[Step]) -> tuple[Step, pd.DataFrame]:
    """Return a step and its example six times over, the last row missing."""
    step, frame = part.example()
    table = pd.concat([frame] * 6, ignore_index=True)
    table.iloc[-1] = None
    return step, table


def target_for(task: str, rows: int) -> np.ndarray:
    classes = {"binary": 2, "multiclass": 3}.get(task)
    numbers = np.random.default_rng(0).permutation(rows)
    return numbers % classes if classes else numbers * 1000.0


def fitted(part: type[Step], task: str) -> tuple[Step, pd.DataFrame, ColumnTransformer, np.ndarray]:
    step, table = many_rows(part)
    columns = list(step.named_columns() or table.columns)
    made = ColumnTransformer([("step", step.transformer(3, task), columns)])
    return step, table, made, made.fit_transform(table, target_for(task, len(table)))


def unfamiliar(frame: pd.DataFrame) -> pd.DataFrame:
    """Return rows like none in training: far numbers, unknown words, nothing at all."""
    values = {"number": [1e6, -1e6, None], "category": ["never seen", "", None]}
    columns = {c: pd.Series(values[broad_kind_of(frame[c])], dtype=frame[c].dtype) for c in frame}
    return pd.DataFrame(columns)


def test_there_is_a_step_of_each_kind() -> None:
    assert PREPARE and LEARN and RESAMPLE
    assert len(EVERY) == len(PREPARE) + len(LEARN) + len(RESAMPLE)


@pytest.mark.parametrize("part", EVERY)
def test_it_says_what_it_is(part: type[Step]) -> None:
    step, _ = part.example()
    assert part.__doc__.split("\n")[0].endswith(".")
    assert part.label and part.label == part.label.strip()
    assert part.page in ("clean", "features")
    assert part.gives in ("", "encoded")
    assert set(part.takes) <= {"number", "category", "date"}
    assert 5 < len(step.describe()) < 200
    for sentence in dataclasses.astuple(part.teaching):
        assert len(sentence) > 20 and sentence.endswith(".")


@pytest.mark.parametrize("part", EVERY)
def test_every_setting_can_be_drawn_as_a_form(part: type[Step]) -> None:
    declared = settings_of(part)
    assert [setting.name for setting in declared] == [f.name for f in dataclasses.fields(part)]
    for setting in declared:
        assert isinstance(setting.param, Param)
        assert setting.label
        if isinstance(setting.param, Columns):
            assert set(setting.param.kinds) <= set(KINDS)


@pytest.mark.parametrize("part", EVERY)
def test_defaults_are_valid(part: type[Step]) -> None:
    part().check()
    for setting in settings_of(part):
        if not getattr(setting.param, "required", False):
            assert setting.param.problem_with(setting.default) is None


@pytest.mark.parametrize("part", EVERY)
def test_it_survives_json(part: type[Step]) -> None:
    step, _ = part.example()
    assert step_from(json.loads(json.dumps(step_to(step)))) == step
    assert hash(step_from(step_to(step))) == hash(step)


@pytest.mark.parametrize("part", EVERY)
def test_wrong_settings_are_refused_by_name(part: type[Step]) -> None:
    values = step_to(part.example()[0])
    for name in [setting.name for setting in settings_of(part)]:
        with pytest.raises(SettingError, match=f"'{name}'"):
            step_from(values | {name: {"no": "such value"}})
    with pytest.raises(UnknownNameError):
        step_from(values | {"no_such_setting": 1})


@pytest.mark.parametrize("part", PREPARE)
def test_the_example_shows_a_change(part: type[Step]) -> None:
    step, frame = part.example()
    assert not step.apply(frame).equals(frame)


@pytest.mark.parametrize("part", PREPARE)
def test_apply_leaves_its_input_as_it_was(part: type[Step]) -> None:
    step, frame = part.example()
    before = frame.copy(deep=True)
    step.apply(frame)
    pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize(
    "part",
    [item for item in PREPARE if not (item.values[0].drops_rows or item.values[0].needs_order)],
)
def test_each_row_is_prepared_by_itself(part: type[Step]) -> None:
    step, table = many_rows(part)
    whole = step.apply(table)
    assert list(whole.index) == list(table.index)
    for rows in (slice(0, 1), slice(1, 2), slice(2, 9), slice(-1, None)):
        pd.testing.assert_frame_equal(step.apply(table.iloc[rows]), whole.iloc[rows])


@pytest.mark.parametrize("part", [item for item in PREPARE if item.values[0].needs_order])
def test_a_step_that_needs_the_order_looks_at_no_later_row(part: type[Step]) -> None:
    step, table = many_rows(part)
    whole = step.apply(table)
    assert list(whole.index) == list(table.index)
    for end in (1, 2, 9):
        pd.testing.assert_frame_equal(step.apply(table.iloc[:end]), whole.iloc[:end])


@pytest.mark.parametrize("part", PREPARE)
def test_columns_that_are_not_there_are_passed_over(part: type[Step]) -> None:
    step, frame = part.example()
    if step.named_columns():
        rest = frame.drop(columns=list(step.named_columns())).assign(other=1)
        pd.testing.assert_frame_equal(step.apply(rest), rest)


@pytest.fixture(scope="module")
def strict() -> Iterator[Scripts]:
    """Start what runs scripts that may not even warn."""
    with scripts("-W", "error", imported=("pandas", "pyarrow.parquet")) as started:
        yield started


@pytest.mark.parametrize("part", PREPARE)
def test_the_exported_code_gives_the_same_frame(
    part: type[Step], strict: Scripts, tmp_path_factory: pytest.TempPathFactory
) -> None:
    step, table = many_rows(part)
    folder = tmp_path_factory.mktemp("code")
    table.to_parquet(folder / "in.parquet")
    lines = ["import pandas as pd", "table = pd.read_parquet('in.parquet')"]
    lines += [*step.code(), "table.to_parquet('out.parquet')"]
    (folder / SCRIPT).write_text("\n".join(lines))
    strict.start(folder)
    pd.testing.assert_frame_equal(pd.read_parquet(folder / "out.parquet"), step.apply(table))


@pytest.mark.parametrize(("part", "task"), TASK_STEPS)
def test_it_learns_inside_a_column_transformer(part: type[Step], task: str) -> None:
    step, table, made, matrix = fitted(part, task)
    assert matrix.shape[0] == len(table)
    inner = made.named_transformers_["step"]
    columns = list(step.named_columns() or table.columns)
    origins = step.origins(inner, columns)
    assert len(origins) == matrix.shape[1]
    assert set(origins) <= set(columns)
    if step.fills:
        assert not pd.isna(pd.DataFrame(matrix)).any(axis=None)


@pytest.mark.parametrize(("part", "task"), TASK_STEPS)
def test_learning_twice_gives_the_same_numbers(part: type[Step], task: str) -> None:
    _, table, made, matrix = fitted(part, task)
    again = clone(made).fit_transform(table, target_for(task, len(table)))
    pd.testing.assert_frame_equal(pd.DataFrame(again), pd.DataFrame(matrix), check_exact=True)


@pytest.mark.parametrize(("part", "task"), TASK_STEPS)
def test_unfamiliar_rows_never_fail(part: type[Step], task: str) -> None:
    step, table, made, matrix = fitted(part, task)
    rows = made.transform(unfamiliar(table))
    assert rows.shape == (3, matrix.shape[1])
    if step.fills:
        assert not pd.isna(pd.DataFrame(rows)).any(axis=None)
    if step.gives == "encoded":
        rows.astype("float64")


# scikit-learn's scalers divide by the number of values, and say so
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("part", LEARN)
def test_a_column_with_no_value_at_all_never_fails(part: type[Step]) -> None:
    step, table = many_rows(part)
    empty = pd.DataFrame({c: pd.Series([None] * 8, dtype=table[c].dtype) for c in table})
    columns = list(step.named_columns() or table.columns)
    made = ColumnTransformer([("step", step.transformer(0, "binary"), columns)])
    made.fit_transform(empty, np.arange(8) % 2)
    made.transform(table)


@pytest.mark.parametrize("part", LEARN)
def test_what_it_learned_can_be_stored(part: type[Step]) -> None:
    _, table, made, _ = fitted(part, "binary")
    stored = skops.io.dumps(made)
    unknown = skops.io.get_untrusted_types(data=stored)
    assert set(unknown) <= trusted_types()
    again = skops.io.loads(stored, trusted=unknown)
    one, two = pd.DataFrame(again.transform(table)), pd.DataFrame(made.transform(table))
    pd.testing.assert_frame_equal(one, two, check_exact=True)


@pytest.mark.parametrize("part", LEARN)
def test_codes_for_models_that_read_categories_keep_one_column_each(part: type[Step]) -> None:
    step, table = many_rows(part)
    codes = step.native()
    if codes is not None:
        matrix = codes.fit_transform(table)
        assert matrix.shape == table.shape
        assert step.origins(codes, list(table.columns)) == list(table.columns)
        assert codes.transform(unfamiliar(table)).shape == (3, table.shape[1])


@pytest.mark.parametrize("part", RESAMPLE)
def test_resampling_changes_rows_but_no_values(part: type[Step]) -> None:
    step, _ = part.example()
    X = np.arange(30.0).reshape(15, 2)
    X[3, 1] = np.nan
    X[7, 0] = 1e6
    y = np.array([0] * 12 + [1] * 3)
    made, classes = step.sampler(5, "binary").fit_resample(X, y)
    assert len(made) == len(classes) != len(X)
    assert {str(row) for row in made} <= {str(row) for row in X}
    again, _ = step.sampler(5, "binary").fit_resample(X, y)
    np.testing.assert_array_equal(made, again)


@pytest.mark.parametrize("part", EVERY)
def test_it_is_found_by_its_name(part: type[Step]) -> None:
    assert STEPS.get(STEPS.name_of(part.example()[0])) is part


def test_an_unknown_step_names_the_nearest_one() -> None:
    with pytest.raises(AppError) as caught:
        step_from({"step": "imputee"})
    assert "impute" in caught.value.hint
