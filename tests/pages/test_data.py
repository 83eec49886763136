"""Data: how the table was read, what each column is, and the way to train."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from core.advice.columns import ColumnGuess
from core.contract import Contract, Rule, check
from core.errors import SettingError
from core.masking import masks_in
from core.recipe import Recipe
from core.samples import sample_named
from core.steps import step_to
from core.table import Dataset
from pages.ui import column_grid, intake, stores
from pages.ui.column_grid import columns_shown, edited, proposal_for, with_kind, with_roles
from pages.ui.contract import broken_in, in_order, row_of, softened
from pages.ui.contract import edited as edited_contract
from pages.ui.proposing import with_contract
from pages.ui.safe import esc
from pages.ui.session import Session
from tests.pages.conftest import CSV, Opener, _begun, change_recipe, recipe_of, words
from tests.sources.books import xlsx
from tests.traces import traces


def test_without_a_project_the_page_leads_home(show: Opener) -> None:
    app = show("data")
    assert any("No project is open yet" in text.value for text in app.markdown)


def test_a_loaded_table_says_how_many_columns_are_features(show: Opener, project: str) -> None:
    app = show("data", project)
    assert any("3 columns of 4 are features." in text.value for text in app.caption)


def test_each_reason_names_the_choice_that_it_is_for(show: Opener, project: str) -> None:
    app = show("data", project)
    said = "\n".join(text.value for text in app.markdown)
    recipe = recipe_of(project)
    for item in recipe.candidates:
        name = item.name if item.on else f"{item.name} (not ticked)"
        assert f"- **{esc(name)}:** {esc(item.reason, 600)}" in said
    assert not all(item.on for item in recipe.candidates)
    for entry in recipe.steps:
        assert f"- **{esc(entry.step.describe(), 200)}:** {esc(entry.reason, 600)}" in said
    assert f"- **Measure of success:** {esc(recipe.reasons['metric'], 600)}" in said


def test_the_grid_changes_roles_and_kinds() -> None:
    recipe = edited(Recipe(), ("age", "zip"), {0: {"Role": "ignore"}, 1: {"Kind": "category"}})
    assert recipe.problem.role_of("age") == "ignore"
    assert [entry.step.describe() for entry in recipe.steps] == ["Read 'zip' as category"]


def test_the_grid_has_no_empty_column_and_few_on_a_phone() -> None:
    plain = ColumnGuess("", "sure", "Numbers.")
    told = replace(plain, means="price")
    names = ("Column", "Kind", "Role", "Guess", "Means", "Missing")
    assert columns_shown([plain], names, phone=False) == (*names[:4], "Missing")
    assert columns_shown([plain, told], names, phone=False) == names
    assert columns_shown([told], names, phone=True) == (*names[:3], "Missing")


def test_roles_of_many_columns_are_set_at_once(show: Opener, project: str) -> None:
    app = show("data", project)
    app.multiselect(key="bulk-columns").select("age").select("visits")
    app.run()
    app.selectbox(key="bulk-role").select("ignore")
    app.button(key="bulk-go").click().run()
    problem = recipe_of(project).problem
    assert problem.columns_with("ignore") == ("age", "visits")
    assert app.multiselect(key="bulk-columns").value == []


def test_kind_and_role_are_set_for_all_that_a_search_finds(show: Opener, project: str) -> None:
    app = show("data", project)
    assert app.button(key="bulk-go").disabled
    app.text_input(key="columns-search").set_value("NUMBER").run()
    assert app.button(key="bulk-go").label == "Set 2 columns"
    app.selectbox(key="bulk-kind").select("category")
    app.selectbox(key="bulk-role").select("sensitive")
    app.button(key="bulk-go").click().run()
    recipe = recipe_of(project)
    assert recipe.problem.columns_with("sensitive") == ("age", "visits")
    assert recipe.steps[0].step.describe() == "Read 'age' and 'visits' as category"


def test_a_kind_replaces_the_kind_that_was_chosen_before() -> None:
    recipe = with_kind(with_kind(Recipe(), ("a", "b"), "category"), ("a",), "number")
    said = [entry.step.describe() for entry in recipe.steps]
    assert said == ["Read 'b' as category", "Read 'a' as number"]


def test_one_column_is_the_weight_and_one_the_target() -> None:
    recipe = with_roles(with_roles(Recipe(), ("a",), "weight"), ("b",), "weight")
    assert recipe.problem.roles == (("a", "ignore"), ("b", "weight"))
    with pytest.raises(SettingError, match="Only one column can be the weight"):
        with_roles(Recipe(), ("a", "b"), "weight")
    with pytest.raises(SettingError, match="is the target"):
        with_roles(Recipe().edit(target="y"), ("a", "y"), "ignore")


def test_the_columns_of_a_wide_table_are_counted_in_one_go(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[int] = []

    class Wide:
        frame = ()

        @property
        def columns(self) -> tuple[str, ...]:
            asked.append(1)
            return tuple(f"c{at}" for at in range(500))

    made = SimpleNamespace(features=lambda: (*Wide().columns, "new"))
    now = SimpleNamespace(problem=Recipe().problem)
    monkeypatch.setattr(column_grid, "session", lambda: now)
    monkeypatch.setattr(column_grid.insight, "view", lambda: made)
    said = column_grid.said(Wide())  # type: ignore[arg-type]
    assert said == "500 columns of 500 are features, and 1 more that steps make."
    assert len(asked) < 10


def test_a_proposed_kind_or_role_is_offered_only_where_it_differs() -> None:
    guess = ColumnGuess("names of rows", "sure", "Names a row.", kind="category", role="id")
    row = {"Kind": "number", "Role": "feature"}
    assert proposal_for(row, guess) == {"Kind": "category", "Role": "id"}
    assert proposal_for({"Kind": "category", "Role": "ignore"}, guess) == {}
    assert proposal_for({**row, "Role": "target"}, guess) == {}


def test_hundreds_of_columns_come_page_by_page(show: Opener, home: Path, tmp_path: Path) -> None:
    names = [f"g{place}" for place in range(500)]
    lines = [",".join([*map(str, range(row, row + 500)), "ab"[row % 2]]) for row in range(40)]
    path = tmp_path / "wide.csv"
    path.write_text("\n".join([",".join([*names, "left"]), *lines]) + "\n")
    app = show("data", _begun(path))
    assert any("501 columns, 100 on a page" in text.value for text in app.caption)
    app.text_input(key="columns-search").set_value("g49").run()
    assert app.button(key="bulk-go").label == "Set 11 columns"


def test_a_contract_is_written_kept_and_broken_by_another_table(
    show: Opener, csv: Path, project: str
) -> None:
    app = show("data", project)
    app.session_state["contract"] = True
    app.run()
    app.button(key="contract-write").click().run()
    contract = recipe_of(project).contract
    assert contract is not None
    assert any("80 rows checked: " in fold.label for fold in app.expander)
    stop = next(rule for rule in contract.rules if rule.rule == "range")
    strict = contract.with_rule(replace(stop, severity="stop", high=30.0))
    change_recipe(project, contract=strict)
    app.run()
    said = words(app)
    assert "nothing is trained before it is put right" in said
    assert app.button(key="train-now").disabled
    app.button(key="contract-soften").click().run()
    assert not app.button(key="train-now").disabled


def test_a_contract_without_a_target_is_written_from_all_rows_and_checked_later(
    show: Opener,
) -> None:
    app = with_open_contract(show, "wholesale")
    assert "written from **all 440 rows**, as no target is chosen" in words(app)
    app.button(key="contract-write").click().run()
    assert any("440 rows checked: " in fold.label for fold in app.expander)
    app.session_state["contract"] = True
    app.run()
    assert "Written from 440 rows, none of them set apart" in words(app)
    assert any(button.label == "Download the contract" for button in app.get("download_button"))
    project = stores.store().list("local")[0].id
    before = recipe_of(project)
    later = pd.read_csv(sample_named("wholesale").file)
    later.loc[:2, "Milk"] = -9
    text = later.drop(columns="Fresh").to_csv(index=False)
    uploaded(app, later.to_csv(index=False), "data-upload")
    after = recipe_of(project)
    assert after.source["data"] != before.source["data"]
    assert (after.problem, after.contract) == (before.problem, before.contract)
    assert "3 values of 'Milk' outside" in words(app)
    assert "nothing is trained" not in words(app)
    uploaded(app, text, "data-upload-1")
    assert "The rows have no column 'Fresh'" in words(app)


def uploaded(app: AppTest, text: str, key: str) -> None:
    app.segmented_control(key="source").set_value("file").run()
    app.file_uploader(key=key).upload("later.csv", text.encode(), "text/csv").run()
    app.button(key="load-file").click().run()
    assert not app.exception


def with_open_contract(show: Opener, sample: str) -> AppTest:
    app = show("home")
    app.toggle(key="samples-all").set_value(True).run()
    app.button(key=f"open-sample-{sample}").click().run()
    app.session_state["contract"] = True
    return app.run()


def test_a_contract_written_without_a_target_is_to_be_written_anew_for_one(show: Opener) -> None:
    app = with_open_contract(show, "wholesale")
    app.button(key="contract-write").click().run()
    app.switch_page("pages/problem.py").run()
    app.selectbox(key="problem-target").select("Channel").run()
    assert "The data contract was written without a target" in words(app)
    assert recipe_of(stores.store().list("local")[0].id).contract is None


def test_a_rule_of_a_contract_without_a_target_is_edited() -> None:
    contract = Contract((Rule("range", ("Milk",), low=1.0),), "v", 440, training=False)
    made = edited_contract(contract, {0: {"At most": "9", "If broken": "stop"}})
    assert made.rules == (Rule("range", ("Milk",), "stop", low=1.0, high=9.0, own=True),)
    assert made.training is False


def test_a_contract_outlives_a_table_that_lacks_a_column_and_no_other() -> None:
    contract = Contract((Rule("present", ("age", "plan"), "stop"),))
    before = Recipe(contract=contract)
    same = Dataset.of(pd.DataFrame({"age": [1.0], "left": ["no"]}), "later")
    other = Dataset.of(pd.DataFrame({"x": [1.0]}), "other")
    assert with_contract(Recipe(), before, same).contract == contract
    assert with_contract(Recipe(), before, other).contract is None


def test_rules_that_a_table_breaks_can_be_made_to_warn_only() -> None:
    stop, kept = Rule("range", ("age",), "stop", high=2.0), Rule("present", ("age",), "stop")
    table = Dataset.of(pd.DataFrame({"age": [9.0]}), "later")
    made = softened(Contract((kept, stop)), table)
    assert made == Contract((kept, replace(stop, severity="warn", own=True)))


def test_a_share_of_gaps_is_read_as_a_percentage_and_refused_where_there_is_none() -> None:
    contract = Contract((Rule("missing", ("age",), share=0.05), Rule("unique", ("id",))))
    assert row_of(contract.rules[0])["Missing"] == "5 %"
    assert row_of(contract.rules[1])["Missing"] == ""
    assert edited_contract(contract, {0: {"Missing": "12.5 %"}}).rules[0].share == 0.125
    assert edited_contract(contract, {0: {"Missing": None}}).rules[0].share == 0.0
    for place, cell in ((0, "some"), (0, "140 %"), (1, "5 %")):
        with pytest.raises(SettingError):
            edited_contract(contract, {place: {"Missing": cell}})


def test_broken_rules_come_first_in_the_grid_of_the_contract() -> None:
    rules = (Rule("range", ("age",), low=1.0), Rule("kind", ("age",), kind="number"))
    contract = Contract((*rules, Rule("range", ("size",), high=2.0)))
    report = check(pd.DataFrame({"age": [2.0, 3.0], "size": [1.0, 9.0]}), contract)
    broken = broken_in(report)
    assert in_order(contract, broken) == [2, 0, 1]
    assert row_of(contract.rules[2], True)["Now"] == "✕ broken"
    assert row_of(contract.rules[0])["Now"] == "✓ kept"
    assert broken_in(None) == frozenset()


def test_a_rule_is_edited_in_the_grid() -> None:
    contract = Contract((Rule("range", ("age",), low=1.0), Rule("dates", ("day",))))
    made = edited_contract(contract, {0: {"At least": "", "At most": "1,200"}, 1: {"On": False}})
    assert made.rules[0] == Rule("range", ("age",), high=1200.0, own=True)
    assert not made.rules[1].on
    with pytest.raises(SettingError, match="'many' is no number"):
        edited_contract(contract, {0: {"At most": "many"}})


def test_masking_leaves_no_trace_of_the_unmasked_values(show: Opener, home: Path) -> None:
    people = CSV.splitlines()
    rows = [f"{line},p{place}@canary.example" for place, line in enumerate(people[1:])]
    app = show("home")
    text = "\n".join([f"{people[0]},contact", *rows]) + "\n"
    app.file_uploader(key="home-upload").upload("people.csv", text.encode(), "text/csv").run()
    assert not traces(home, "p7@canary")
    app.selectbox(key="home-way-0").select("keep")
    app.button(key="home").click().run()
    project = stores.store().list("local")[0].id
    app.session_state["privacy"] = True
    app.run()
    assert any("1 column points at people" in fold.label for fold in app.expander)
    assert traces(home, "p7@canary")
    app.selectbox(key="mask-way-0").select("hash")
    app.checkbox(key="mask-sure").check().run()
    app.button(key="mask-go").click().run()
    recipe = recipe_of(project)
    assert "upload" not in recipe.source
    assert masks_in(recipe.source).columns[0].way == "hash"
    assert not traces(home, "p7@canary")
    assert not stores.store().open(project, "local").can_undo
    table = stores.store().load_dataset(str(recipe.source["data"]), owner="local")
    assert table.frame["contact"].str.match("#[0-9a-f]{16}").all()


def test_a_mask_chosen_before_storing_leaves_no_trace_from_the_start(
    show: Opener, home: Path
) -> None:
    people = CSV.splitlines()
    rows = [f"{line},p{place}@canary.example" for place, line in enumerate(people[1:])]
    app = show("home")
    text = "\n".join([f"{people[0]},contact", *rows]) + "\n"
    app.file_uploader(key="home-upload").upload("people.csv", text.encode(), "text/csv").run()
    assert any("Nothing is stored yet" in text.value for text in app.markdown)
    assert not stores.store().list("local")
    app.button(key="home").click().run()
    recipe = recipe_of(stores.store().list("local")[0].id)
    assert masks_in(recipe.source).columns[0].way == "domain"
    assert "upload" not in recipe.source
    assert not traces(home, "p7@canary")
    table = stores.store().load_dataset(str(recipe.source["data"]), owner="local")
    assert table.frame["contact"].unique().tolist() == ["canary.example"]


def test_a_project_is_deleted_with_its_data(show: Opener, csv: Path, home: Path) -> None:
    app = show("home")
    app.file_uploader(key="home-upload").upload("c.csv", csv.read_bytes(), "text/csv").run()
    app.session_state["privacy"] = True
    app.run()
    app.checkbox(key="delete-sure").check().run()
    app.button(key="delete-data").click().run()
    assert stores.store().list("local") == ()
    assert list((home / "uploads").iterdir()) == []
    assert list((home / "data").iterdir()) == []


def test_an_earlier_data_version_is_brought_back(show: Opener, csv: Path) -> None:
    app = show("home")
    app.file_uploader(key="home-upload").upload("customers.csv", csv.read_bytes(), "text/csv").run()
    project = stores.store().list("local")[0].id
    first = recipe_of(project).source["data"]
    more = csv.read_bytes() + b"99,gold,1,yes\n"
    app.file_uploader(key="data-upload").upload("more.csv", more, "text/csv").run()
    app.button(key="load-file").click().run()
    assert recipe_of(project).source["data"] != first
    app.session_state["data-change"] = True
    app.run()
    app.button(key="data-restore").click().run()
    assert recipe_of(project).source["data"] == first
    assert recipe_of(project).source["file"] == "customers.csv"


def test_a_file_is_read_differently(show: Opener, csv: Path) -> None:
    app = show("home")
    app.file_uploader(key="home-upload").upload("customers.csv", csv.read_bytes(), "text/csv")
    app.run()
    project = stores.store().list("local")[0].id
    assert any("80 rows, 4 columns" in text.value for text in app.markdown)
    facts = recipe_of(project).source
    where = f"reading-{facts['data'][:12]}{facts['upload'][:12]}"
    app.selectbox(key=f"{where}-delimiter").select("none").run()
    said = [text.value for text in app.markdown]
    assert any("'age,plan,visits,left'" in text for text in said)
    app.button(key="load-again").click().run()
    assert any("80 rows, 1 column" in text.value for text in app.markdown)


def test_text_dates_of_a_sheet_are_read_month_first_when_asked(
    show: Opener, tmp_path: Path
) -> None:
    days = [["day", "n"], ["01/02/2024", 1], ["03/04/2024", 2], ["05/06/2024", 3]]
    content = xlsx(tmp_path / "t.xlsx", days).read_bytes()
    app = show("home")
    app.file_uploader(key="home-upload").upload("t.xlsx", content, "x/y").run()
    assert "could be month/day/year" in words(app)
    app.session_state["read-again"] = True
    app.run()
    project = stores.store().list("local")[0].id
    facts = recipe_of(project).source
    where = f"reading-{facts['data'][:12]}{facts['upload'][:12]}"
    for name in ("decimal", "thousands", "missing"):
        assert [one for one in every_control(app) if one.key == f"{where}-{name}"]
    app.selectbox(key=f"{where}-day_first").select("no").run()
    app.button(key="load-again").click().run()
    assert "Dates were read as month/day/year" in words(app)
    source = recipe_of(project).source
    assert source["day_first"] == "no"
    table = stores.table(str(source["data"]), "local")
    assert table.frame["day"].dt.month.tolist() == [1, 3, 5]


def every_control(app: AppTest) -> list[Any]:
    return [*app.selectbox, *app.segmented_control, *app.multiselect]


def test_a_usual_correction_takes_one_click_and_can_be_discarded(show: Opener, csv: Path) -> None:
    app = show("home")
    app.file_uploader(key="home-upload").upload("customers.csv", csv.read_bytes(), "text/csv")
    app.run()
    assert not app.exception
    (no_header,) = [one for one in app.button if one.label == "No header"]
    no_header.click().run()
    said = [text.value for text in app.markdown]
    assert any("'age', 'plan', 'visits', 'left'" in text for text in said)
    app.button(key="discard-reading").click().run()
    assert not [one for one in app.button if one.key == "load-again"]
    assert recipe_of(stores.store().list("local")[0].id).source["header_rows"] == 1


def test_train_now_queues_a_comparison(show: Opener, project: str) -> None:
    app = show("data", project)
    app.button(key="train-now").click().run()
    job = stores.engine().latest(project, "compare")
    assert job is not None
    stores.engine().cancel(job.id)
    assert app.title[0].value == "Models"
    assert [step_to(entry.step) for entry in recipe_of(project).steps]


def test_another_table_is_compared_with_the_last_one(show: Opener, csv: Path) -> None:
    app = show("home")
    app.file_uploader(key="home-upload").upload("customers.csv", csv.read_bytes(), "text/csv")
    app.run()
    assert not [fold for fold in app.expander if fold.label.startswith("Data versions")]
    more = csv.read_bytes() + b"99,gold,1,yes\n"
    app.file_uploader(key="data-upload").upload("more.csv", more, "text/csv").run()
    app.button(key="load-file").click().run()
    app.session_state["data-change"] = True
    app.run()
    said = [text.value for text in app.markdown]
    assert "- 81 rows now, 80 before." in said
    assert any("values from 20 to 99" in text for text in said)


def test_rows_without_a_target_and_lines_not_read_are_offered(show: Opener, csv: Path) -> None:
    app = show("home")
    broken = csv.read_bytes() + b"33,gold,1,\n" + b"7,8,9,10,11,12,13\n"
    app.file_uploader(key="home-upload").upload("customers.csv", broken, "text/csv")
    app.run()
    said = "".join(text.value for text in app.markdown)
    assert "1 row has no value of **left**" in said
    assert "1 line of the file could not be read" in said
    assert len(app.get("download_button")) == 2


def test_lines_not_read_are_read_again_for_the_download(
    show: Opener, csv: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = show("home")
    broken = csv.read_bytes() + b"7,8,9,10,11,12,13\n"
    app.file_uploader(key="home-upload").upload("customers.csv", broken, "text/csv")
    app.run()
    recipe = recipe_of(stores.store().list("local")[0].id)
    monkeypatch.setattr(intake, "session", lambda: Session("local", recipe=recipe))
    assert intake.skipped_lines()().splitlines()[1].startswith("82,")


def test_a_twin_shows_its_answers_only_when_asked(show: Opener) -> None:
    app = show("home")
    app.button(key="open-twin-penguins").click().run()
    assert any(fold.label == "The answers: 12 planted problems" for fold in app.expander)
    app.session_state["twin-answers"] = True
    app.run()
    (answers,) = [one.value for one in app.dataframe if "Now" in one.value]
    assert list(answers["Column"])[:2] == ["Lab.Score", "Tag"]
    assert list(answers["Now"])[:2] == ["still open", "dealt with"]


def test_a_first_line_that_nothing_tells_from_the_rows_is_asked_about(show: Opener) -> None:
    app = show("home")
    rows = "".join(f"{a}{b},{b}{a}x\n" for a in "bdfgkl" for b in "aeiou")
    app.file_uploader(key="home-upload").upload("bare.csv", rows.encode(), "text/csv").run()
    question = "Is it a row of data?"
    assert any(question in text.value for text in app.markdown)
    button = next(one for one in app.button if one.label == "No header")
    button.click().run()
    assert not any("material/help" in text.value for text in app.markdown)
    app.button(key="load-again").click().run()
    table = stores.table(recipe_of(stores.store().list("local")[0].id).source["data"], "local")
    assert (table.rows, table.columns) == (30, ("column 1", "column 2"))


def test_a_table_without_a_header_is_asked_about(show: Opener) -> None:
    app = show("home")
    rows = "".join(f"{at},{'xyz'[at % 3]},{at % 2}\n" for at in range(40))
    app.file_uploader(key="home-upload").upload("bare.csv", rows.encode(), "text/csv").run()
    question = "Is the first row the header?"
    assert any(question in text.value for text in app.markdown)
    button = next(one for one in app.button if one.label == "First row is the header")
    button.click().run()
    assert not any(question in text.value for text in app.markdown)
    app.button(key="load-again").click().run()
    table = stores.table(recipe_of(stores.store().list("local")[0].id).source["data"], "local")
    assert (table.rows, table.columns) == (39, ("0", "x", "0 (2)"))
