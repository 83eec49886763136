"""Cases 3, 4 and 96 to 108: targets that cannot be learned as they are; judged at training."""

from __future__ import annotations

from tests.bad.registry import Bad, rows, text


def _train(name: str, case: int, make: object, **rest: object) -> Bad:
    return Bad(name, (case,), make, where="train", target="y", **rest)  # type: ignore[arg-type]


def _classes(at: int) -> str:
    return "yes" if at % 3 == 0 else "no"


TARGETS = (
    _train(
        "one row to train", 3, text("x,y\n1,2\n"), expect="stop", says="20 rows", task="regression"
    ),
    _train(
        "one column to train",
        4,
        rows("y", lambda at: str(at % 3)),
        expect="stop",
        says="No columns are left to learn from",
        task="multiclass",
    ),
    _train(
        "missing targets",
        96,
        rows("x,y", lambda at: f"{at},{'' if at % 10 == 1 else _classes(at)}", 100),
        expect="auto",
        says="without a target",
        task="binary",
    ),
    _train(
        "all targets missing",
        97,
        rows("x,y", lambda at: f"{at},"),
        expect="stop",
        says="no values at all",
        task="binary",
    ),
    _train(
        "infinite targets",
        98,
        rows("x,y", lambda at: f"{at},{'inf' if at == 5 else at * 1.5}"),
        expect="stop",
        says="row 6",
        task="regression",
    ),
    _train(
        "constant target",
        99,
        rows("x,y", lambda at: f"{at},a"),
        expect="stop",
        says="only one value",
        task="binary",
    ),
    _train(
        "a class with one member",
        100,
        rows("x,y", lambda at: f"{at},{'rare' if at == 7 else _classes(at)}"),
        expect="auto",
        says="left out: 'rare'",
        task="multiclass",
    ),
    _train(
        "a class smaller than the folds",
        101,
        rows("x,y", lambda at: f"{at},{'rare' if at < 4 else _classes(at)}", 100),
        expect="auto",
        says="3 folds instead of 5",
        folds=5,
        task="multiclass",
    ),
    _train(
        "labels 1 and 2",
        102,
        rows("x,y", lambda at: f"{at},{at % 2 + 1}"),
        expect="fine",
        task="binary",
    ),
    _train(
        "labels yes and no",
        102,
        rows("x,y", lambda at: f"{at},{_classes(at)}"),
        expect="fine",
        task="binary",
    ),
    _train(
        "all different integers",
        103,
        rows("x,y", lambda at: f"{at},{at * 7}"),
        expect="stop",
        says="Every class has fewer than 3 rows",
        task="multiclass",
    ),
    _train(
        "a running number",
        103,
        rows("x,y", lambda at: f"{at % 7},{at + 4}"),
        expect="asks",
        says="looks like a running number",
        task="regression",
    ),
    _train(
        "0 and 1 as decimals",
        104,
        rows("x,y", lambda at: f"{at},{at % 2}.0"),
        expect="fine",
        task="binary",
    ),
    _train(
        "0 and 1 as truth values",
        104,
        rows("x,y", lambda at: f"{at},{'TRUE' if at % 2 else 'false'}"),
        expect="fine",
        task="binary",
    ),
    _train(
        "0 and 1 as quoted text",
        104,
        rows("x,y", lambda at: f'{at},"{at % 2}"'),
        expect="fine",
        task="binary",
    ),
    _train(
        "two values as a number",
        105,
        rows("x,y", lambda at: f"{at},{at % 2}"),
        expect="asks",
        says="a class or an amount?",
        task="regression",
    ),
    _train(
        "1 in 10,000",
        106,
        rows("x,y", lambda at: f"{at % 97},{'yes' if at % 10_000 == 7 else 'no'}", 50_000),
        expect="asks",
        says="'yes', has 4 training rows",
        task="binary",
    ),
    _train(
        "two of 20,000",
        106,
        rows("x,y", lambda at: f"{at % 97},{'yes' if at % 10_000 == 7 else 'no'}", 20_000),
        expect="stop",
        says="fewer than 3 rows: 'yes'",
        task="binary",
    ),
    _train(
        "a date as the target",
        107,
        rows("x,y", lambda at: f"{at},2024-01-{at % 28 + 1:02d}"),
        expect="stop",
        says="date",
        task="regression",
    ),
)
