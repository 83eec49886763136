"""The documents say what the code does now."""

from __future__ import annotations

import importlib.util
import re
import shlex

import pytest

import core
import run
from core.checks import CHECKS
from core.cli import main
from core.metrics import METRICS
from core.models import MODELS
from core.params import Choice, Columns, Flag, Number, Param, Secret, Words
from core.samples import SAMPLES
from core.sources import SOURCES
from core.steps import STEPS
from docs import make
from tests.architecture.sources import ROOT

DOCS = ROOT / "docs"
PAGES = make.pages()
TEXTS = sorted({*DOCS.rglob("*.md"), *ROOT.glob("*.md")})
NAMES = {
    **{room.room: room.names() for room in (STEPS, MODELS, METRICS, CHECKS, SOURCES)},
    "samples": tuple(sample.name for sample in SAMPLES),
    "charts": tuple(module.__name__.rpartition(".")[2] for module in make.chart_modules()),
}
COMMAND = re.compile(r"^(?:`|)((?:\S*/)?python3? (?!-c)[^`\n]*)", re.M)


@pytest.mark.parametrize("place", PAGES)
def test_a_generated_page_is_what_the_parts_say_now(place: str) -> None:
    file = DOCS / place
    kept = file.read_text(encoding="utf-8") if file.is_file() else ""
    assert kept == PAGES[place], f"docs/{place} is out of date: run {make.REFRESH} to refresh it"


@pytest.mark.parametrize("room", NAMES)
def test_every_part_has_its_place_in_the_page_of_its_room(room: str) -> None:
    text = (DOCS / "parts" / f"{room}.md").read_text(encoding="utf-8")
    assert [name for name in NAMES[room] if f"\n`{name}`\n" not in text] == []


def test_no_page_is_left_of_a_room_that_is_gone() -> None:
    assert {f"parts/{file.name}" for file in (DOCS / "parts").iterdir()} == {
        place for place in PAGES if place.startswith("parts/")
    }


@pytest.mark.parametrize(
    ("param", "words"),
    [
        (Number(2, 20, integer=True), "a whole number from 2 to 20"),
        (Number(0.5, 10, unit="rows", optional=True), "a number from 0.5 to 10 rows, or nothing"),
        (Choice(("mean", "median")), "`mean`, `median`"),
        (Flag(), "true or false"),
        (Columns(kinds=("number", "date")), "names of number or date columns"),
        (Words(), "a list of texts"),
        (Secret(9), "a text of at most 9 characters"),
    ],
)
def test_a_setting_has_words_for_what_it_may_be(param: Param, words: str) -> None:
    assert make.allowed(param) == words


def test_a_long_signature_stands_on_several_lines() -> None:
    assert make.signature("compare", core.compare).startswith(
        "core.compare(\n    recipe: Recipe,\n"
    )


def test_every_public_name_is_on_the_python_page() -> None:
    text = (DOCS / "python.md").read_text(encoding="utf-8")
    assert [name for name in core.__all__ if f"\n## core.{name}\n" not in text] == []


def test_every_command_and_option_is_on_the_command_line_page(capsys) -> None:
    sections = dict(re.findall(r"\n## (\w+)\n(.*?)(?=\n## |\Z)", _text("command-line.md"), re.S))
    assert set(sections) == set(_commands(capsys))
    for command, section in sections.items():
        assert [word for word in _words(capsys, command) if word not in section] == [], command


def test_the_help_of_the_command_line_names_every_command(capsys) -> None:
    text = importlib.import_module("core.cli").__doc__ or ""
    assert [name for name in _commands(capsys) if f"python -m core {name} " not in text] == []


@pytest.mark.parametrize("file", TEXTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_command_in_a_document_exists(file, capsys) -> None:
    for line in COMMAND.findall(file.read_text(encoding="utf-8")):
        words = shlex.split(line.partition(" > ")[0].replace("[", "").replace("]", ""))[1:]
        if words[:2] == ["-m", "core"]:
            known = _words(capsys, words[2])
            assert [word for word in words if word.startswith("--") and word not in known] == []
        elif words[0] == "-m":
            assert importlib.util.find_spec(words[1]), line
        else:
            assert (ROOT / words[0]).is_file(), line


def test_every_option_of_the_start_in_the_readme_exists(capsys) -> None:
    with pytest.raises(SystemExit):
        run.main(["--help"])
    known = capsys.readouterr().out
    section = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Let others in")[2]
    assert [word for word in re.findall(r"`(--\w+)`", section) if word not in known] == []


@pytest.mark.parametrize("file", TEXTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_link_to_a_file_leads_somewhere(file) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", file.read_text(encoding="utf-8"))
    assert [link for link in links if not (file.parent / link).exists()] == []


def _text(place: str) -> str:
    return (DOCS / place).read_text(encoding="utf-8")


def _commands(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return re.findall(r"^    (\w+) ", _help(capsys), re.M)


def _words(capsys: pytest.CaptureFixture[str], command: str) -> set[str]:
    return set(re.findall(r"--\w+", _help(capsys, command))) - {"--help"}


def _help(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main([*words, "--help"])
    assert ended.value.code == 0
    return capsys.readouterr().out
