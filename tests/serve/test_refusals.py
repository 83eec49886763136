"""What cannot be answered is refused in words, with the row and the field, and quickly."""

from __future__ import annotations

import json
import socket
import time

import pytest

ROW = {"tenure": 12, "age": 41.5, "contract": "month"}
FAST = 8.0  # seconds, generous for a busy machine; a body that is read takes far longer


def in_words(answer) -> str:
    """Return message and hint after checking that nothing technical leaks."""
    assert "Traceback" not in answer.text
    assert answer.json["error"].endswith(".")
    assert answer.json["hint"].endswith((".", "predict"))
    return answer.json["error"]


def with_cell(field: str, text: str) -> str:
    rest = json.dumps({name: value for name, value in ROW.items() if name != field})
    return f'{{"rows": [{json.dumps(ROW)}, {rest[:-1]}, "{field}": {text}}}]}}'


CELLS = [
    ("tenure", "NaN", "not a finite number"),
    ("tenure", "Infinity", "not a finite number"),
    ("tenure", "-Infinity", "not a finite number"),
    ("tenure", "1e400", "not a finite number"),
    ("tenure", "1" + "0" * 400, "the number is too large"),
    ("tenure", '"abc"', "'abc' is no number"),
    ("tenure", '""', "'' is no number"),
    ("tenure", '"1e400"', "is no number"),
    ("tenure", '"NaN"', "is no number"),
    ("tenure", "true", "'True' is no number"),
    ("contract", '{"a": 1}', "a list or an object"),
    ("contract", "[1]", "a list or an object"),
    ("contract", '"\\ud800"', "half a character"),
    ("unknown", "NaN", "not a finite number"),
]


@pytest.mark.parametrize(("field", "text", "words"), CELLS)
def test_a_bad_cell_is_refused_with_its_row_and_field(client, field, text, words):
    answer = client.predict(with_cell(field, text))
    assert answer.status == 422
    assert in_words(answer).startswith(f"Row 2, field '{field}': ")
    assert words in answer.json["error"]
    assert answer.json["faults"] == [
        {"row": 2, "field": field, "message": answer.json["faults"][0]["message"]}
    ]


def test_a_field_that_the_model_needs_is_named(client):
    answer = client.predict([ROW, {"age": 1, "contract": "month"}])
    assert answer.status == 422
    assert in_words(answer) == (
        "Row 2, field 'tenure': the field is missing, and the model needs it."
    )


def test_a_gap_that_no_step_fills_is_refused_with_its_row(client):
    answer = client.predict([ROW, {**ROW, "tenure": None}])
    assert answer.status == 422
    assert in_words(answer).startswith("Row 2: no value in 'tenure'")


def test_many_faults_are_counted(client):
    answer = client.predict([{**ROW, "tenure": "x"}] * 25)
    assert len(answer.json["faults"]) == 20
    assert answer.json["faults_left_out"] == 5


BODIES = [
    ("", "not valid JSON"),
    ("{", "not valid JSON"),
    ('{"rows": [', "not valid JSON"),
    (b"\xff\xfe", "not UTF-8"),
    ("[]", "no list of rows"),
    ("null", "no list of rows"),
    ("{}", "no list of rows"),
    ('{"rows": 5}', "no list of rows"),
    ('{"rows": {}}', "no list of rows"),
    ('{"rows": [], "row": 1}', "'row' is not known"),
    ('{"rows": [5]}', "Row 1 is not an object"),
    ('{"rows": [{"a": 1, "a": 2}]}', "'a' stands twice"),
    ('{"rows": [{"a": ' + "[" * 10_000 + "]" * 10_000 + "}]}", "nested too deeply"),
    ("[" * 10_000, "nested too deeply"),
    ('{"rows": [{"tenure": ' + "9" * 5_000 + "}]}", "too many digits"),
]


@pytest.mark.parametrize(("body", "words"), BODIES, ids=[words for _, words in BODIES])
def test_a_body_that_holds_no_rows_is_refused(client, body, words):
    answer = client.predict(body)
    assert answer.status == 422
    assert words in in_words(answer)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_another_content_type_is_refused(client, kind):
    answer = client.ask("POST", "/predict", json.dumps({"rows": [ROW]}), Content_Type=kind)
    assert answer.status == 415
    assert in_words(answer).startswith("The content type must be application/json.")


def test_a_body_over_the_limit_is_refused_before_it_is_sent(client):
    started = time.perf_counter()
    head = (
        "POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        "Content-Length: 1000000000\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", client.port), timeout=20) as line:
        line.sendall(head.encode())
        assert line.recv(64).startswith(b"HTTP/1.1 413 ")
    assert time.perf_counter() - started < FAST


def test_a_stream_without_a_length_is_refused_at_the_limit_not_at_its_end(client):
    part = b"10000\r\n" + b" " * 65_536 + b"\r\n"
    head = (
        b"POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", client.port), timeout=20) as line:
        line.sendall(head + part * (10_000_000 // 65_536 + 1))
        assert line.recv(64).startswith(b"HTTP/1.1 413 ")


def test_a_length_that_lies_is_no_way_around_the_limit(client):
    assert client.predict(b'{"rows": []}' + b" " * 10_000_000).status == 413


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/", 404), ("GET", "/predict", 405), ("POST", "/health", 405), ("GET", "/../x", 404)],
)
def test_a_wrong_address_is_answered_in_words(client, method, path, status):
    answer = client.ask(method, path)
    assert answer.status == status
    assert "GET /health, GET /schema and POST /predict" in answer.json["hint"]


def test_the_server_goes_on_after_every_refusal(client):
    assert client.predict([ROW]).status == 200
