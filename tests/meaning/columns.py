"""Columns of one meaning each, and columns that only look like it, to count mistakes on."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from core.meaning.check_digits import luhn
from core.table import broad_kind_of

ROWS = 60
FIRST = (
    *("Ann", "Bob", "Çelik", "Dörte", "Eva", "Farid", "Giulia", "Hans", "Inès", "João"),
    *("Kim", "Lars", "Mia", "Nils", "Olga", "Piotr", "Quentin", "Rosa", "Sven", "Tariq"),
)
LAST = ("Smith", "Müller", "García", "Rossi", "Nowak", "de Vries", "O'Neill", "Öz", "Silva")
STREETS = ("High Street", "Main St", "Park Road", "Elm Avenue", "Church Lane", "King's Way")
STRASSEN = ("Hauptstraße", "Gartenweg", "Lindenallee", "Marktplatz", "Bahnhofstr.")
DRAW = np.random.default_rng(20)


def _each(make: Iterable[object]) -> list[object]:
    return list(make)


def _digits(length: int, first: str = "") -> str:
    return first + "".join(map(str, DRAW.integers(0, 10, length - len(first))))


def _with_luhn(body: str) -> str:
    return next(body + digit for digit in "0123456789" if luhn(body + digit))


def _weights(body: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(body, weights, strict=False))


def _iban(country: str, account: str) -> str:
    turned = account + country + "00"
    check = 98 - int("".join(str(int(char, 36)) for char in turned)) % 97
    return f"{country}{check:02d}{account}"


def _grouped(text: str) -> str:
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))


def _spain() -> str:
    number = int(DRAW.integers(1_000_000, 99_999_999))
    return f"{number:08d}{'TRWAGMYFPDXBNJZSQVHLCKE'[number % 23]}"


def _netherlands() -> str:
    while True:
        body = _digits(8, "1")
        rest = _weights(body, (9, 8, 7, 6, 5, 4, 3, 2)) % 11
        if rest < 10:
            return body + str(rest)


def _poland() -> str:
    body = f"{DRAW.integers(40, 99)}{DRAW.integers(1, 13):02d}{DRAW.integers(1, 29):02d}"
    body += _digits(4)
    return body + str((10 - _weights(body, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)) % 10) % 10)


def _brazil() -> str:
    body = _digits(9)
    for length in (9, 10):
        body += str(_weights(body, tuple(range(length + 1, 1, -1))) * 10 % 11 % 10)
    return f"{body[:3]}.{body[3:6]}.{body[6:9]}-{body[9:]}"


def _france() -> str:
    body = f"{DRAW.integers(1, 3)}{DRAW.integers(10, 99)}{DRAW.integers(1, 13):02d}{_digits(8)}"
    return f"{body}{97 - int(body) % 97:02d}"


def _sweden() -> str:
    day = f"{DRAW.integers(40, 99)}{DRAW.integers(1, 13):02d}{DRAW.integers(1, 29):02d}"
    return f"{day}-{_with_luhn(day + _digits(3))[6:]}"


def _switzerland() -> str:
    body = "756" + _digits(9)
    last = (10 - _weights(body, (1, 3) * 6) % 10) % 10
    return f"{body[:3]}.{body[3:7]}.{body[7:11]}.{body[11]}{last}"


def _people() -> list[str]:
    return [f"{FIRST[n % 20]} {LAST[n % 9]}" for n in range(ROWS)]


def _mails() -> list[str]:
    return [f"{FIRST[n % 20].lower()}.{n}@{('mail', 'web')[n % 2]}.example" for n in range(ROWS)]


def _times(count: int) -> range:
    return range(count)


N = _times(ROWS)
POSITIVE: dict[str, tuple[str, str, list[object]]] = {
    "e-mail": ("contact", "email", _each(_mails())),
    "e-mail, some missing": ("E-Mail", "email", [m if n % 3 else None for n, m in enumerate(_mails())]),  # noqa: E501
    "e-mail, some wrong": ("mail", "email", [m if n % 8 else "none" for n, m in enumerate(_mails())]),  # noqa: E501
    "e-mail within notes": (
        "remark",
        "email",
        [f"please write to {m}, thanks" if n % 9 == 0 else f"called {n} times already"
         for n, m in enumerate(_mails())],
    ),
    "phone, international": ("contact", "phone", [f"+49 {_digits(3, '1')} {_digits(7)}" for _ in N]),  # noqa: E501
    "phone, American": ("x", "phone", [f"({_digits(3, '2')}) {_digits(3)}-{_digits(4)}" for _ in N]),  # noqa: E501
    "phone, dashes": ("x", "phone", [f"{_digits(3, '5')}-{_digits(3)}-{_digits(4)}" for _ in N]),
    "phone, German": ("Telefon", "phone", [f"0{_digits(3, '3')}/{_digits(7)}" for _ in N]),
    "phone as number": ("mobile", "phone", [int(_digits(10, "7")) for _ in N]),
    "phone, plain digits": ("phone", "phone", ["0" + _digits(9, "1") for _ in N]),
    "IBAN": ("account", "iban", [_iban("DE", _digits(18)) for _ in N]),
    "IBAN, grouped": ("konto", "iban", [_grouped(_iban("GB", "NWBK" + _digits(14))) for _ in N]),
    "card": ("x", "card", [_with_luhn(_digits(15, "4")) for _ in N]),
    "card, grouped": ("payment", "card", [_grouped(_with_luhn(_digits(15, "5"))) for _ in N]),
    "card as number": ("payment", "card", [int(_with_luhn(_digits(14, "3"))) for _ in N]),
    "Spain": ("x", "national_id", [_spain() for _ in N]),
    "Netherlands": ("x", "national_id", [_netherlands() for _ in N]),
    "Netherlands as number": ("x", "national_id", [int(_netherlands()) for _ in N]),
    "Poland": ("x", "national_id", [_poland() for _ in N]),
    "Brazil": ("x", "national_id", [_brazil() for _ in N]),
    "France": ("x", "national_id", [_france() for _ in N]),
    "Sweden": ("x", "national_id", [_sweden() for _ in N]),
    "Switzerland": ("x", "national_id", [_switzerland() for _ in N]),
    "United States": (
        "x", "national_id", [f"{DRAW.integers(100, 600)}-{DRAW.integers(10, 99)}-{_digits(4, '1')}" for _ in N]  # noqa: E501
    ),
    "United Kingdom": ("NI number", "national_id", [f"AB{_digits(6)}C" for _ in N]),
    "IP": ("client", "ip", [f"10.{n}.3.{250 - n}" for n in N]),
    "IP, new": ("host", "ip", [f"2001:db8::{n:x}" for n in N]),
    "full name": ("full_name", "person", _each(_people())),
    "name of a customer": ("CustomerName", "person", _each(_people())),
    "first name": ("Vorname", "person", [FIRST[n % 20] for n in N]),
    "last name": ("nom", "person", [LAST[n % 9] for n in N]),
    "last, first": ("Name", "person", [f"{LAST[n % 9]}, {FIRST[n % 20]}" for n in N]),
    "street": ("x", "address", [f"{n + 1} {STREETS[n % 6]}" for n in N]),
    "street, German": ("x", "address", [f"{STRASSEN[n % 5]} {n + 1}" for n in N]),
    "street by name": ("address", "address", [f"The Cottage {n}, Hill" for n in N]),
    "birth date": ("DateOfBirth", "birth_date", list(pd.date_range("1960-01-01", periods=ROWS))),
    "birth date, text": ("dob", "birth_date", [f"{n % 28 + 1:02d}.03.{1950 + n}" for n in N]),
    "birth date, digits": ("Geburtsdatum", "birth_date", [19500101 + n for n in N]),
    "latitude": ("lat", "position", [48.137154 + n / 999 for n in N]),
    "longitude": ("GPS_Longitude", "position", [11.576124 + n / 777 for n in N]),
    "place": ("where", "position", [f"48.{137154 + n}, 11.{576124 + n}" for n in N]),
    "postcode": ("PLZ", "postcode", [f"{80331 + n}" for n in N]),
    "postcode, number": ("zip_code", "postcode", [10001 + n for n in N]),
}  # fmt: skip
NEGATIVE: dict[str, tuple[str, list[object]]] = {
    "running number": ("id", list(N)),
    "order number": ("order_no", [100_000_000 + n for n in N]),
    "nine digits": ("units", [int(_digits(9, "1")) for _ in N]),
    "eleven digits": ("volume", [int(_digits(11, "1")) for _ in N]),
    "sixteen digits": ("serial", [_digits(16, "4") for _ in N]),
    "part number": ("part", [f"{_digits(3, '1')}-{_digits(2)}" for _ in N]),
    "part with letters": ("sku", [f"AB-{_digits(4)}-X" for _ in N]),
    "version": ("version", [f"{n % 5}.{n % 7}.{n}" for n in N]),
    "score": ("score", [f"{n % 5}-{n % 3}" for n in N]),
    "date, ISO": ("day", [f"2024-{n % 12 + 1:02d}-{n % 28 + 1:02d}" for n in N]),
    "date, German": ("day", [f"{n % 28 + 1:02d}.{n % 12 + 1:02d}.2021" for n in N]),
    "date": ("signed", list(pd.date_range("2020-01-01", periods=ROWS))),
    "time": ("time", [f"{n % 24:02d}:{n % 60:02d}" for n in N]),
    "date and time": ("at", [f"2024-01-{n % 28 + 1:02d} 10:{n % 60:02d}:00" for n in N]),
    "amount": ("amount", [f"{n},{n % 100:02d} €" for n in N]),
    "amount, dollars": ("price", [f"${n * 1000:,}" for n in N]),
    "decimal text": ("x", [f"{n}.{n:04d}" for n in N]),
    "share": ("share", [f"{n} %" for n in N]),
    "coarse latitude": ("latitude", [48.1 + (n % 10) / 10 for n in N]),
    "a number called lat": ("lat", [float(n) * 31.7 for n in N]),
    "temperature": ("temperature", [n / 7 - 3 for n in N]),
    "long": ("long", ["yes", "no"] * 30),
    "product name": ("product_name", [f"Chair {n}" for n in N]),
    "file name": ("filename", [f"Report{n}.pdf" for n in N]),
    "company": ("company name", [f"{LAST[n % 9]} Ltd" for n in N]),
    "city": ("city", ["Berlin", "Paris", "Oslo", "Rome", "Bern", "Vienna"] * 10),
    "city name": ("city_name", ["Berlin", "Paris", "Oslo", "Rome", "Bern", "Vienna"] * 10),
    "country": ("country", ["DE", "FR", "NO", "IT", "CH", "AT"] * 10),
    "species": ("species name", ["Adelie", "Gentoo", "Chinstrap"] * 20),
    "colour": ("colour", ["red", "green", "blue"] * 20),
    "plan": ("plan", ["gold", "basic"] * 30),
    "flag called mail": ("email_sent", ["yes", "no"] * 30),
    "number called mail": ("mails", [n % 9 for n in N]),
    "phone service": ("PhoneService", ["Yes", "No"] * 30),
    "phone brand": ("phone", ["Nokia", "Fairphone", "other"] * 20),
    "stock numbers": ("nsn", [f"10{_digits(2)}-00-{_digits(3)}-{_digits(4)}" for _ in N]),
    "street kind": ("Street", ["Pave", "Grvl"] * 30),
    "card kind": ("card", ["visa", "master"] * 30),
    "years": ("year", [1950 + n for n in N]),
    "year of birth": ("year_of_birth", [1950 + n for n in N]),
    "age": ("age", [20 + n for n in N]),
    "income": ("income", [20_000.5 + n * 317 for n in N]),
    "population": ("population", [int(_digits(8, "1")) for _ in N]),
    "hash": ("code", [f"{n:032x}" for n in N]),
    "uuid": ("key", [f"0000{n:04x}-0000-4000-8000-00000000{n:04x}" for n in N]),
    "web": ("link", [f"https://site.example/page/{n}" for n in N]),
    "words": ("remark", [f"the {n}th visit went well, no complaint at all" for n in N]),
    "address of memory": ("offset", [f"0x{n:08x}" for n in N]),
    "ISBN-like": ("isbn", [f"978-3-16-{_digits(6)}-{n % 10}" for n in N]),
    "size": ("size", [f"{n} x {n + 1} x {n + 2}" for n in N]),
    "range": ("range", [f"{n}-{n + 10}" for n in N]),
    "ratio": ("ratio", [f"{n}/{n + 3}" for n in N]),
    "interval": ("born", ["before 1950", "after 1950"] * 30),
    "month": ("month", [f"2020-{n % 12 + 1:02d}" for n in N]),
    "empty": ("email", [None] * ROWS),
    "team name": ("team_name", [f"Reds {n % 7}" for n in N]),
    "user count": ("user", [n % 12 for n in N]),
    "zip of files": ("zip", ["yes", "no"] * 30),
    "cap": ("cap", [n / 3 for n in N]),
    "tel": ("tel", ["a", "b", "c"] * 20),
    "ip of law": ("ip", ["patent", "mark"] * 30),
}  # fmt: skip


def frame_of(values: list[object]) -> tuple[pd.Series, str]:
    """Return values as a canonical column, with its kind."""
    column = pd.Series(values)
    if column.dtype == object or column.isna().all():
        column = column.astype("str")
    return column, broad_kind_of(column)
