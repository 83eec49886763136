"""The same app without a window.

python -m core suggest DATA [--target COL] [--task TASK] > recipe.json
python -m core run RECIPE [--data DATA] --out DIR [--minutes M] [--rows N]
python -m core predict BUNDLE DATA --out predictions.csv
python -m core verify BUNDLE
python -m core serve BUNDLE [--host 127.0.0.1] [--port 8000]
python -m core profile DATA --out profile.json
python -m core check DATA [--target COL] [--contract FILE] [--json]

Exit code 0, or 2 with one sentence and a hint on standard error.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from core.errors import AppError, SettingError, SourceError
from core.problem import TASKS
from core.progress import Event

if TYPE_CHECKING:
    from core.table import Dataset


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with the words of a call in one sentence."""

    def error(self, message: str) -> NoReturn:
        raise SettingError(f"{message[:1].upper()}{message[1:]}.", f"See: {self.prog} --help")


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; return 0, or 2 after a refusal in words."""
    try:
        given = _parser().parse_args(words)
        _COMMANDS[given.command](given)
    except AppError as error:
        print(f"{error.message}\n{error.hint}".strip(), file=sys.stderr)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("Stopped. What was finished is kept in the output folder.", file=sys.stderr)
        return 130
    return 0


def _suggest(given: argparse.Namespace) -> None:
    import core

    dataset = core.load(given.data)
    recipe = core.suggest(dataset, target=given.target, task=given.task)
    source = {**recipe.source, "file": str(given.data)}
    sys.stdout.write(core.write_recipe(recipe.edit(source=source)))
    _say(dataset.notes)


def _run(given: argparse.Namespace) -> None:
    import core
    from core.masking import masked_table, masks_in

    recipe = core.read_recipe(_text_of(given.recipe))
    if given.minutes is not None:
        recipe = recipe.edit(minutes=given.minutes)
    if given.rows is not None:
        recipe = recipe.edit(sample=given.rows)
    dataset = masked_table(_table_of(given, recipe.source), masks_in(recipe.source))
    _say(dataset.notes)
    found = core.run(recipe, dataset, Path(given.out), report=_progress)
    _say(found["notes"])
    print(f"Chosen: {found['chosen']}. Results are in {given.out}.")


def _table_of(given: argparse.Namespace, source: Mapping[str, Any]) -> Dataset:
    """Return the table that the call names, else the one that the recipe names."""
    import core
    from core.loading import load_again

    folder = Path(given.recipe).parent
    if given.data:
        table: Dataset = core.load(Path(given.data))
        return table
    if "source" in source or not source.get("file"):
        return load_again(source, folder)
    data = Path(source["file"])
    here = data.is_absolute() or data.exists()
    return core.load(data if here else folder / data)  # type: ignore[no-any-return]


def _predict(given: argparse.Namespace) -> None:
    import core
    from core.export.predict import write_predictions

    predicted = core.predict_file(Path(given.bundle), core.load(given.data))
    write_predictions(Path(given.out), predicted.frame)
    _say((*predicted.notes, *predicted.problems))
    print(f"{predicted.counted}: {given.out}")


def _verify(given: argparse.Namespace) -> None:
    import core

    for line in core.verify_bundle(Path(given.bundle)):
        print(line)
    print("Verified.")


def _serve(given: argparse.Namespace) -> None:
    from core.serve import serve

    serve(Path(given.bundle), given.host, given.port)


def _profile(given: argparse.Namespace) -> None:
    import core
    from core.files import write_json

    dataset = core.load(given.data)
    write_json(Path(given.out), core.describe(dataset.frame, dataset.kinds).to_json())
    _say(dataset.notes)
    print(f"{dataset.rows:,} rows and {len(dataset.columns):,} columns described: {given.out}")


def _check(given: argparse.Namespace) -> None:
    import core
    from core.advice import obstacles, view_of

    dataset = core.load(given.data)
    if given.contract:
        _hold_against(given, dataset)
        return
    recipe = core.Recipe(problem=core.suggest(dataset, target=given.target).problem)
    found = (*obstacles(recipe, dataset), *core.findings(view_of(recipe, dataset)))
    if given.json:
        print(json.dumps([finding.to_json() for finding in found], indent=1))
        return
    for finding in found:
        title = finding.title.rstrip(".")
        print(f"{finding.severity}: {title}. {finding.evidence} {finding.consequence}")
    if not found:
        print("Nothing worth a warning was found.")


def _hold_against(given: argparse.Namespace, dataset: Dataset) -> None:
    """Check a table against a contract, and refuse it when a rule says stop."""
    from core.contract import check, read_contract, refuse

    report = check(dataset.frame, read_contract(_text_of(given.contract)))
    if given.json:
        print(json.dumps(report.to_json(), indent=1))
    else:
        print(report.sentence)
        for breach in report.breaches:
            where = f" ({breach.where})" if breach.where else ""
            print(f"{breach.rule.severity}: {breach.sentence.rstrip('.')}{where}.")
    refuse(report)


def _text_of(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise SourceError(
            f"'{path}' cannot be read: {error.strerror}.", "Check the name."
        ) from error
    except UnicodeDecodeError as error:
        raise SourceError(f"'{path}' is not a recipe file.", "A recipe is a JSON text.") from error


def _say(notes: Sequence[str]) -> None:
    for note in notes:
        print(f"Note: {note}", file=sys.stderr)


def _progress(event: Event) -> None:
    from core.training.estimate import Span

    left = event.facts.get("left")
    told = f", {Span(*left).words()} left" if left and event.total > event.done else ""
    print(f"[{event.done}/{event.total}] {event.message}{told}", file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m core", description="Modelwright without a window.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    suggest = commands.add_parser("suggest", help="write the complete first recipe for a table")
    suggest.add_argument("data")
    suggest.add_argument("--target", help="column to predict")
    suggest.add_argument("--task", choices=TASKS, help="type of problem")
    run = commands.add_parser("run", help="compare, evaluate, explain and pack, as a recipe says")
    run.add_argument("recipe")
    run.add_argument("--data", help="table to use instead of the one the recipe names")
    run.add_argument("--out", required=True, help="folder for the results")
    run.add_argument("--minutes", type=float, help="time limit of the comparison")
    run.add_argument("--rows", type=int, help="train on a sample of at most this many rows")
    predict = commands.add_parser("predict", help="predict the rows of a table with a bundle")
    predict.add_argument("bundle")
    predict.add_argument("data")
    predict.add_argument("--out", required=True, help="CSV file for the predictions")
    verify = commands.add_parser("verify", help="check that a bundle is whole and answers as made")
    verify.add_argument("bundle")
    serve = commands.add_parser("serve", help="answer prediction requests over HTTP")
    serve.add_argument("bundle")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8000)
    profile = commands.add_parser("profile", help="describe the columns of a table")
    profile.add_argument("data")
    profile.add_argument("--out", required=True, help="JSON file for the profile")
    check = commands.add_parser("check", help="look for problems, one finding a line")
    check.add_argument("data")
    check.add_argument("--target", help="column to predict")
    check.add_argument("--contract", help="contract or recipe file that the table must keep")
    check.add_argument("--json", action="store_true", help="write JSON for machines")
    return parser


_COMMANDS = {
    "suggest": _suggest,
    "run": _run,
    "predict": _predict,
    "verify": _verify,
    "serve": _serve,
    "profile": _profile,
    "check": _check,
}
