"""One text, one meaning: what is no plain web address is refused in a sentence."""

from __future__ import annotations

import pytest

from core.errors import SourceError
from core.fetch import is_key, keys_in, parse


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("https://example.org", "https://example.org/"),
        ("  HTTP://EXAMPLE.org:80/A?b=C#d ", "http://example.org/A?b=C"),
        ("https://example.org:8443/", "https://example.org:8443/"),
        ("https://bücher.example/ä?ö=ü", "https://xn--bcher-kva.example/%C3%A4?%C3%B6=%C3%BC"),
        ("https://example.org./a/./b/../c", "https://example.org/a/c"),
        ("https://example.org/../../etc", "https://example.org/etc"),
        ("https://example.org/%2e%2e/a/", "https://example.org/a/"),
        ("https://example.org/a/%2E%2e/b", "https://example.org/b"),
        ("https://example.org/100%/a b", "https://example.org/100%25/a%20b"),
        ("https://[2001:DB8::1]:99/", "https://[2001:db8::1]:99/"),
        ("https://example.org?x=[1]", "https://example.org/?x=[1]"),
        ("https://my_api.example.org/", "https://my_api.example.org/"),
        ("https://127。0。0。1/", "https://127.0.0.1/"),
        ("https://①②⑦.0.0.1/", "https://127.0.0.1/"),
    ],
)
def test_an_address_is_read_in_one_way(text: str, means: str) -> None:
    assert parse(text).text == means
    assert parse(means).text == means


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "No address was given"),
        ("example.org/data.csv", "no web address"),
        ("//example.org/", "no web address"),
        ("file:///etc/passwd", "'file://' are not read"),
        ("gopher://example.org/", "'gopher://' are not read"),
        ("javascript:alert(1)", "no web address"),
        ("https://user:hunter2@example.org/", "user name or password"),
        ("https://example.org@127.0.0.1/", "user name or password"),
        ("https://example.org\\@127.0.0.1/", "backslash"),
        ("https://exam\tple.org/", "cannot be seen"),
        ("https://example.org/\r\nHost: x", "cannot be seen"),
        ("https://example.org/\u200b", "cannot be seen"),
        ("https://example.org/\x00", "cannot be seen"),
        ("https://", "no name of a host"),
        ("https://exa mple.org/", "no name of a host"),
        ("https://127.0.0.1%2f@x/", "user name or password"),
        ("https://%31%32%37.0.0.1/", "no name of a host"),
        ("https://-x.example/", "no name of a host"),
        ("https://a..example/", "no name of a host"),
        (f"https://{'a' * 64}.example/", "no name of a host"),
        ("https://[::1", "no name of a host"),
        ("https://[fe80::1%25eth0]/", "no name of a host"),
        ("https://[::ffff:1.2.3.4.5]/", "no name of a host"),
        ("https://example.org:0/", "no port 0"),
        ("https://example.org:70000/", "no port 70000"),
        ("https://example.org:80:90/", "no name of a host"),
        ("https://2130706433/", "is a number"),
        ("https://0x7f000001/", "is a number"),
        ("https://0x7f.1/", "is a number"),
        ("https://0177.0.0.1/", "is a number"),
        ("https://127.1/", "is a number"),
        ("https://0/", "is a number"),
        ("https://127.0.0.1.0x/", "is a number"),
        ("https://256.0.0.1/", "is a number"),
        (f"https://example.org/{'a' * 5000}", "the limit is 4,096"),
    ],
)
def test_another_text_is_refused(text: str, says: str) -> None:
    with pytest.raises(SourceError, match="(?i)" + says) as refused:
        parse(text)
    assert refused.value.hint.endswith(".")
    assert "hunter2" not in refused.value.sentence()


def test_a_reference_is_read_as_strictly() -> None:
    here = parse("https://example.org/a/b?c=1")
    assert here.join("d").text == "https://example.org/a/d"
    assert here.join("?c=2").text == "https://example.org/a/b?c=2"
    assert here.join("//other.example/x").host == "other.example"
    for bad in ("//u:p@other.example/", "/\x00", "/a\tb", "/a\\b", "file:///etc/passwd"):
        with pytest.raises(SourceError):
            here.join(bad)


def test_parameters_are_set_in_place_of_those_with_the_same_name() -> None:
    url = parse("https://example.org/?page=1&sort=a%20b")
    assert url.with_query([("page", "2"), ("q", "ä&b")]).query == "sort=a%20b&page=2&q=%C3%A4%26b"


def test_what_is_shown_has_no_query() -> None:
    assert parse("https://example.org/a?token=abc").plain == "https://example.org/a"


def test_keys_in_an_address_are_found_by_name() -> None:
    found = keys_in("https://x.org/?q=1&api_key=a&X-Amz-Signature=b&token=&access-token=c&monkey=d")
    assert found == ("api_key", "X-Amz-Signature", "access-token")
    assert is_key("X-API-Key")
    assert not any(map(is_key, ("keyword", "primary", "tokenize", "country")))
