"""A busy server is asked again, later, as it wishes, and not for ever."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from core.errors import SourceError
from core.fetch import (
    Answer,
    Ask,
    Fetcher,
    Head,
    Manners,
    PatientFetcher,
    Unreached,
    need_ok,
    parse,
)
from core.fetch.patience import wait_wished
from core.progress import Cancelled
from tests.fetch.server import Reply, Web, as_json


class Time:
    """A clock that moves only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0
        self.naps: list[float] = []
        self.told: list[str] = []

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.now += seconds

    @property
    def passed(self) -> float:
        return self.now - 100

    def patient(self, fetcher: Fetcher, **values: Any) -> PatientFetcher:
        rules: dict[str, Any] = {"rate": 1000, "chance": lambda: 1.0, **values}
        manners = Manners(sleep=self.sleep, clock=lambda: self.now, **rules)
        return PatientFetcher(fetcher, manners, self.told.append)


BUSY, FINE = Reply(b"", 503), Reply(b"fine")


def test_a_busy_server_is_asked_again_and_waits_double(web: Web, fetcher: Fetcher) -> None:
    time = Time()
    address = web.give("/", BUSY, Reply(b"", 500), Reply(b"", 429), FINE)
    assert time.patient(fetcher).fetch(Ask(parse(address))).body == b"fine"
    assert time.passed == pytest.approx(1 + 2 + 4, abs=0.01)
    assert any("'127.0.0.1' is busy (429): asking again in 4.0 s" in told for told in time.told)
    assert max(time.naps) <= 0.5


def test_waits_differ_by_chance(web: Web, fetcher: Fetcher) -> None:
    time = Time()
    address = web.give("/", BUSY, FINE)
    time.patient(fetcher, chance=lambda: 0.0).fetch(Ask(parse(address)))
    assert time.passed == pytest.approx(0.5)


def test_the_wish_of_the_server_is_kept(web: Web, fetcher: Fetcher) -> None:
    time = Time()
    address = web.give("/", as_json({}, 429, Retry_After="7"), FINE)
    assert time.patient(fetcher).fetch(Ask(parse(address))).body == b"fine"
    assert time.passed == pytest.approx(7)


def test_a_wish_beyond_patience_is_said(web: Web, fetcher: Fetcher) -> None:
    time = Time()
    address = web.give("/", as_json({}, 429, Retry_After="3600"))
    with pytest.raises(SourceError, match=r"busy \(429\) and asks to wait 1 h"):
        time.patient(fetcher).fetch(Ask(parse(address)))
    assert time.passed == 0


def test_patience_runs_out(web: Web, fetcher: Fetcher) -> None:
    answer = Time().patient(fetcher, tries=3).fetch(Ask(parse(web.give("/", BUSY))))
    assert answer.head.status == 503
    assert len(web.asked) == 3


def test_what_is_no_busyness_is_not_asked_again(web: Web, fetcher: Fetcher) -> None:
    Time().patient(fetcher).fetch(Ask(parse(web.give("/", Reply(b"", 404)))))
    assert len(web.asked) == 1


def test_a_server_that_does_not_answer_is_asked_again(fetcher: Fetcher) -> None:
    time = Time()
    with pytest.raises(Unreached, match="refused"):
        time.patient(fetcher, tries=2).fetch(Ask(parse("http://127.0.0.1:1/")))
    assert time.passed == pytest.approx(1)


def test_requests_keep_the_rate(web: Web, fetcher: Fetcher) -> None:
    time = Time()
    patient = time.patient(fetcher, rate=4)
    for _ in range(5):
        patient.fetch(Ask(parse(web.give("/", FINE))))
    assert time.passed == pytest.approx(4 * 0.25)


def test_waiting_can_be_cancelled(web: Web, fetcher: Fetcher) -> None:
    def stop(_: str) -> None:
        raise Cancelled

    time = Time()
    manners = Manners(sleep=time.sleep, clock=lambda: time.now)
    address = web.give("/", as_json({}, 429, Retry_After="60"))
    with pytest.raises(Cancelled):
        PatientFetcher(fetcher, manners, stop).fetch(Ask(parse(address)))
    assert time.passed == 0


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        *(("0", 0), ("120", 120), ("-3", None), ("soon", None), ("", None), ("9" * 30, 999999999)),
        *(("Sun, 01 Feb 2026 12:00:30 GMT", 30), ("Sun, 01 Feb 2026 11:00:00 GMT", 0)),
        ("Sun, 01 Feb 2026 12:00:10 -0000", 10),
    ],
)
def test_wishes_come_as_seconds_or_as_a_date(text: str, seconds: float | None) -> None:
    now = datetime(2026, 2, 1, 12, tzinfo=UTC)
    assert wait_wished(Head(parse("https://x.org"), 429, {"retry-after": text}, now)) == seconds


@pytest.mark.parametrize(
    ("status", "body", "says", "do"),
    [
        (401, b'{"message": "Invalid key hunter2"}', r"asks for a key.*: Invalid key \*", "key"),
        (403, b"<html>", r"refused access \(403\)\.", "key"),
        (404, b"", r"nothing at this address \(404\): https://api\.example/v1\.", "address"),
        (400, b'{"errors": [{"detail": "limit > 100."}]}', r"\(400\): limit > 100\.", "param"),
        (422, b'{"error": {"message": "bad city"}}', r"\(422\): bad city\.", "parameters"),
        (429, b"", "asks for fewer requests", "Wait"),
        (500, b"[]", r"has trouble of its own \(500\)\.", "later"),
        (418, b"1", r"did not give the data \(418\)\.", "address"),
        (304, b"[" * 50_000, r"points elsewhere", "address"),
    ],
)
def test_each_refusal_is_a_sentence(status: int, body: bytes, says: str, do: str) -> None:
    head = Head(parse("https://api.example/v1?token=hunter2"), status, {}, datetime.now(UTC))
    with pytest.raises(SourceError, match=says) as refused:
        need_ok(Answer(head, body), lambda text: text.replace("hunter2", "***"))
    assert do in refused.value.hint
    assert "hunter2" not in refused.value.sentence()


def test_a_good_answer_is_let_through() -> None:
    need_ok(Answer(Head(parse("https://x.org"), 204, {}, datetime.now(UTC)), b""))
