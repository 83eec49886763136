"""Numbers that carry a check digit: each test says whether a text is a valid one.

A random number passes a test of one digit in ten or eleven cases; a whole column does not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_SPAIN = "TRWAGMYFPDXBNJZSQVHLCKE"
_FINLAND = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_ITALY_ODD = dict(
    zip(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11,
         3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23),
        strict=True,
    )
)  # fmt: skip


def luhn(digits: str) -> bool:
    """Check the digit that cards and several national numbers end with.

    >>> luhn("4539578763621486"), luhn("4539578763621487")
    (True, False)
    """
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 + place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def is_iban(text: str) -> bool:
    """Check a bank account number by its remainder of 97.

    >>> is_iban("DE89 3704 0044 0532 0130 00"), is_iban("DE88 3704 0044 0532 0130 00")
    (True, False)
    """
    plain = re.sub(r"[\s-]", "", text).upper()
    if not plain.isascii() or not _IBAN.fullmatch(plain):
        return False
    turned = plain[4:] + plain[:4]
    return int("".join(str(int(char, 36)) for char in turned)) % 97 == 1


def is_card(text: str) -> bool:
    """Check a payment card: 13 to 19 digits that a network begins with, and the last digit."""
    digits = re.sub(r"[ -]", "", text)
    if not (digits.isascii() and digits.isdigit() and 13 <= len(digits) <= 19):
        return False
    return digits[0] in "3456" and len(set(digits)) > 1 and luhn(digits)


def national_id(text: str) -> str:
    """Return the country whose identity number a text is, '' if none.

    >>> national_id("12345678Z"), national_id("12345678A")
    ('Spain', '')
    """
    plain = text.strip().upper()
    if plain.isascii():
        for country, (form, check) in _NATIONAL.items():
            found = form.fullmatch(plain)
            if found and check("".join(found.groups())):
                return country
    return ""


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def _spain(text: str) -> bool:
    number = text[:-1].translate(str.maketrans("XYZ", "012"))
    return _SPAIN[int(number) % 23] == text[-1]


def _italy(text: str) -> bool:
    total = sum(_ITALY_ODD[char] for char in text[:15:2])
    total += sum(int(char) if char.isdigit() else ord(char) - 65 for char in text[1:15:2])
    return chr(65 + total % 26) == text[15]


def _germany(digits: str) -> bool:
    """The tax number: exactly one digit repeats in the first ten, then a chained check."""
    first = digits[:10]
    if len(set(first)) not in (8, 9):
        return False
    rest = 10
    for digit in first:
        total = (int(digit) + rest) % 10 or 10
        rest = total * 2 % 11
    return (11 - rest) % 10 == int(digits[10])


def _netherlands(digits: str) -> bool:
    total = _weighted(digits[:8], (9, 8, 7, 6, 5, 4, 3, 2)) - int(digits[8])
    return total % 11 == 0 and int(digits) > 0


def _belgium(digits: str) -> bool:
    number, check = int(digits[:9]), int(digits[9:])
    return check in (97 - number % 97, 97 - (2_000_000_000 + number) % 97)


def _france(text: str) -> bool:
    number = text[:13].replace("2A", "19").replace("2B", "18")
    return number.isdigit() and 97 - int(number) % 97 == int(text[13:])


def _poland(digits: str) -> bool:
    if not _is_day(int(digits[2:4]) % 20, int(digits[4:6])):
        return False
    total = _weighted(digits[:10], (1, 3, 7, 9, 1, 3, 7, 9, 1, 3))
    return (10 - total % 10) % 10 == int(digits[10])


def _norway(digits: str) -> bool:
    if not _is_day(int(digits[2:4]) % 40, int(digits[:2]) % 40):
        return False
    first = _weighted(digits[:9], (3, 7, 6, 1, 8, 9, 4, 5, 2)) + int(digits[9])
    second = _weighted(digits[:10], (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) + int(digits[10])
    return first % 11 == 0 and second % 11 == 0


def _sweden(digits: str) -> bool:
    return _is_day(int(digits[2:4]), int(digits[4:6]) % 60) and luhn(digits)


def _finland(text: str) -> bool:
    day, month, number = int(text[:2]), int(text[2:4]), text[:6] + text[6:9]
    return _is_day(month, day) and _FINLAND[int(number) % 31] == text[9]


def _brazil(digits: str) -> bool:
    if len(set(digits)) == 1:
        return False
    for length in (9, 10):
        weights = tuple(range(length + 1, 1, -1))
        if _weighted(digits[:length], weights) * 10 % 11 % 10 != int(digits[length]):
            return False
    return True


def _china(text: str) -> bool:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    if not _is_day(int(text[10:12]), int(text[12:14])):
        return False
    return "10X98765432"[_weighted(text[:17], weights) % 11] == text[17]


def _switzerland(digits: str) -> bool:
    total = _weighted(digits[:12], (1, 3) * 6)
    return digits.startswith("756") and (10 - total % 10) % 10 == int(digits[12])


def _united_states(digits: str) -> bool:
    """There is no check digit: what was never given out is refused."""
    area, group, serial = digits[:3], digits[3:5], digits[5:]
    return area not in ("000", "666") and area < "900" and group != "00" and serial != "0000"


def _united_kingdom(text: str) -> bool:
    return text[:2] not in ("BG", "GB", "NK", "KN", "TN", "NT", "ZZ")


def _is_day(month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= 31


_NATIONAL: Mapping[str, tuple[re.Pattern[str], Callable[[str], bool]]] = {
    "Spain": (re.compile(r"([XYZ]?\d{7,8})-?([A-Z])"), _spain),
    "Italy": (re.compile(r"([A-Z]{6}\d\d[A-EHLMPR-T]\d\d[A-Z]\d{3}[A-Z])"), _italy),
    "Germany": (re.compile(r"([1-9]\d) ?(\d{3}) ?(\d{3}) ?(\d{3})"), _germany),
    "France": (
        re.compile(r"([12]) ?(\d\d) ?(\d\d) ?(\d[\dAB]) ?(\d{3}) ?(\d{3}) ?(\d\d)"),
        _france,
    ),
    "Netherlands": (re.compile(r"(\d{9})"), _netherlands),
    "Belgium": (re.compile(r"(\d\d)\.?(\d\d)\.?(\d\d)-?(\d{3})\.?(\d\d)"), _belgium),
    "Poland": (re.compile(r"(\d{11})"), _poland),
    "Norway": (re.compile(r"(\d{6}) ?(\d{5})"), _norway),
    "Sweden": (re.compile(r"(?:19|20)?(\d{6})[-+]?(\d{4})"), _sweden),
    "Finland": (re.compile(r"(\d{6})[-+A](\d{3})([0-9A-Y])"), _finland),
    "Brazil": (re.compile(r"(\d{3})\.?(\d{3})\.?(\d{3})-?(\d\d)"), _brazil),
    "China": (re.compile(r"(\d{17}[\dX])"), _china),
    "Switzerland": (re.compile(r"(\d{3})\.?(\d{4})\.?(\d{4})\.?(\d\d)"), _switzerland),
    "United States": (re.compile(r"(\d{3})-(\d\d)-(\d{4})"), _united_states),
    "United Kingdom": (
        re.compile(r"([A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]) ?(\d\d) ?(\d\d) ?(\d\d) ?([A-D])"),
        _united_kingdom,
    ),
}
