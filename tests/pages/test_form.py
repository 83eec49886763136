"""Forms: the right control for each kind of setting."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def script() -> None:
    import streamlit as st

    from core.params import Choice, Columns, Flag, Number, Setting, Text, Words
    from pages.ui import form

    settings = (
        Setting("folds", Number(2, 20, integer=True, unit="folds"), 5),
        Setting("rate", Number(0.0, 1.0), 0.1),
        Setting("budget", Number(0.05, 1440, optional=True), None),
        Setting("way", Choice(("a", "b"), labels=("First", "Second")), "a"),
        Setting("many", Choice(tuple("abcdef")), "c"),
        Setting("flag", Flag(), True),
        Setting("word", Text(20), "x"),
        Setting("levels", Words(), ("low", "high")),
        Setting("columns", Columns(kinds=("number",)), ()),
        Setting("deep", Flag(advanced=True), False),
    )
    values = form.draw(
        settings, {"folds": 7}, form.Form("f", {"age": "number", "city": "category"})
    )
    st.json(values)


def test_each_setting_gets_its_control_and_its_value() -> None:
    app = AppTest.from_function(script).run()
    assert not app.exception
    assert app.slider(key="f-folds").value == 7
    assert app.slider(key="f-folds").label == "Folds"
    assert app.slider(key="f-rate").value == 0.1
    assert app.number_input(key="f-budget").value is None
    assert app.segmented_control(key="f-way").value == "a"
    assert app.selectbox(key="f-many").value == "c"
    assert app.toggle(key="f-flag").value is True
    assert app.text_input(key="f-word").value == "x"
    assert app.multiselect(key="f-levels").value == ["low", "high"]
    assert app.multiselect(key="f-columns").options == ["age"]


def test_a_draft_keeps_what_was_typed() -> None:
    app = AppTest.from_function(script).run()
    app.slider(key="f-folds").set_value(9)
    app.toggle(key="f-deep").set_value(True).run()
    assert '"folds": 9' in app.json[0].value or '"folds":9' in app.json[0].value
    assert app.toggle(key="f-deep").value is True


def test_a_number_says_what_is_allowed() -> None:
    app = AppTest.from_function(script).run()
    assert app.number_input(key="f-budget").help == "Allowed: a number between 0.05 and 1,440."


def test_a_number_out_of_range_is_refused_in_words_until_another_is_taken() -> None:
    app = AppTest.from_function(script).run()
    app.number_input(key="f-budget").set_value(9.0).run()
    app.number_input(key="f-budget").set_value(5000.0).run()
    assert app.number_input(key="f-budget").value == 9
    sentence = "'Budget' stays at 9\\: 5,000 is not allowed. Enter a number between 0.05 and 1,440."
    assert [text.value for text in app.markdown if sentence in text.value]
    app.toggle(key="f-flag").set_value(False).run()
    assert [text.value for text in app.markdown if sentence in text.value]
    app.number_input(key="f-budget").set_value(10.0).run()
    assert not [text.value for text in app.markdown if "not allowed" in text.value]
    assert '"budget":10' in app.json[0].value.replace(" ", "")


def test_a_field_that_must_hold_a_number_keeps_it_when_emptied() -> None:
    def script() -> None:
        from core.params import Number
        from pages.ui.number_field import Field, number_field

        number_field(Field("Room", Number(1, 50, integer=True), "room", start=5))

    app = AppTest.from_function(script).run()
    assert not app.warning
    app.number_input(key="room").set_value(None).run()
    assert app.number_input(key="room").value == 5
    said = "'Room' stays at 5\\: it cannot be empty or 0. Enter a whole number between 1 and 50."
    assert said in app.markdown[0].value


def teaching_script() -> None:
    from core.steps import STEPS
    from pages.ui import form

    form.teach(STEPS.get("date_parts").teaching)


def test_three_sentences_stand_beside_a_control_and_the_rest_is_their_help() -> None:
    shown = AppTest.from_function(teaching_script).run().markdown
    assert len(shown) == 3
    for said in shown:
        assert said.value.rstrip(".").count(". ") == 0
        assert said.help
    assert "Monday is weekday 0" in shown[0].help
