"""The forms that values of one meaning have, read letter by letter."""

from __future__ import annotations

import ipaddress
import re

_EMAIL = re.compile(r"[^@\s\"<>,;:]{1,64}@[^@\s\"<>,;:]{1,190}\.[^\W\d_]{2,24}")
_PHONE = re.compile(r"\+?\(?\d{1,4}\)?(?:[ ./()-]{0,2}\d{1,5}){2,7}")
_PHONE_MARK = re.compile(r"\+\d|\(\d{2,5}\)|\d[ .-]\d")
_DATE = re.compile(
    r"\d{4}[-/.]\d{1,2}(?:[-/.]\d{1,2}(?:[T ].{1,20})?)?|"
    r"\d{1,2}[-/.]\d{1,2}[-/.]\d{4}(?:[T ].{1,20})?"
)
_MONEY = re.compile(
    r"(?:[$€£¥₹₽₩]|USD|EUR|GBP|CHF|JPY|kr|zł)\s?-?[\d.,' ]{1,30}[kmbKMB]?|"
    r"-?[\d.,' ]{1,30}\s?(?:[$€£¥₹₽₩]|USD|EUR|GBP|CHF|JPY|kr|zł)",
)
_PERCENT = re.compile(r"[-+]?\d{1,12}(?:[.,]\d{1,12})?\s?%")
_URL = re.compile(r"(?:https?://|www\.)\S{3,500}", re.IGNORECASE)
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_ADDRESS = re.compile(
    r"\d{1,5}[A-Za-z]?\s+[^\W\d_].{2,60}|[^\W\d_].{2,60}\s\d{1,5}\s?[A-Za-z]?(?:,.{0,60})?"
)
_STREET = re.compile(
    r"\b(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|court|way|place|square)\b|"
    r"stra(?:ß|ss)e\b|str\.|\b(?:rue|calle|via|avenida|plaza|platz|weg|allee|gasse|ulica|laan)\b|"
    r"straat\b",
    re.IGNORECASE,
)
_STOCK_NUMBER = re.compile(r"\d{4}-\d{2}-\d{3}-\d{4}")  # of NATO: 1005-00-073-9421
_PAIR = re.compile(r"\(?\s*(-?\d{1,2}\.\d{3,12})\s*[,; ]\s*(-?\d{1,3}\.\d{3,12})\s*\)?")


def is_email(text: str) -> bool:
    """Tell whether a text is an e-mail address."""
    return _EMAIL.fullmatch(text) is not None


def is_phone(text: str) -> bool:
    """Tell whether a text is a phone number: 7 to 15 digits, written as people write them.

    Plain digits are not enough: they may count anything.
    """
    if (
        len(text) > 30
        or text.startswith(("978-", "979-"))
        or _DATE.fullmatch(text)
        or _STOCK_NUMBER.fullmatch(text)
        or not _PHONE.fullmatch(text)
    ):
        return False
    digits = sum(char.isdigit() for char in text)
    parted = _PHONE_MARK.search(text) is not None
    decimal = re.fullmatch(r"\d+\.\d+", text) is not None
    return 7 <= digits <= 15 and parted and not decimal


def is_ip(text: str) -> bool:
    """Tell whether a text is a network address, of either version."""
    if not (text.count(".") == 3 or text.count(":") >= 2):
        return False
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def is_date(text: str) -> bool:
    """Tell whether a text has one of the usual forms of a date."""
    return _DATE.fullmatch(text) is not None


def is_money(text: str) -> bool:
    """Tell whether a text is an amount with a sign or code of a currency."""
    return _MONEY.fullmatch(text) is not None and any(char.isdigit() for char in text)


def is_percent(text: str) -> bool:
    """Tell whether a text is a number with a percent sign."""
    return _PERCENT.fullmatch(text) is not None


def is_url(text: str) -> bool:
    """Tell whether a text is a web address."""
    return _URL.fullmatch(text) is not None


def is_uuid(text: str) -> bool:
    """Tell whether a text is a generated identifier of 32 hexadecimal digits."""
    return _UUID.fullmatch(text) is not None


def is_address(text: str) -> bool:
    """Tell whether a text is a street with a house number."""
    short = len(text) <= 150
    return short and _ADDRESS.fullmatch(text) is not None and _STREET.search(text) is not None


def is_pair_of_degrees(text: str) -> bool:
    """Tell whether a text is a latitude and a longitude."""
    found = _PAIR.fullmatch(text)
    return found is not None and abs(float(found[1])) <= 90 and abs(float(found[2])) <= 180
