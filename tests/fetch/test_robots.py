"""What a site wants left alone is left alone, as the standard reads it."""

from __future__ import annotations

import pytest

from core.errors import NotAllowedError
from core.fetch import Fetcher, Unreached, need_allowed, parse, robots_of
from core.fetch.robots import read_robots
from tests.fetch.server import Reply, Web, moved

SITE = "https://site.example"
RULES = """
# a comment
User-agent: OtherBot
Disallow: /

User-agent: *
Crawl-delay: 2.5
Disallow: /private   # the rest of a line
Allow: /private/open
Disallow: /*.pdf$
Disallow: /search?*q=
Disallow: /caf%c3%a9
Disallow:
"""


@pytest.mark.parametrize(
    ("path", "may"),
    [
        *(("/", True), ("/private", False), ("/private/x", False), ("/private/open/x", True)),
        *(("/a.pdf", False), ("/a.pdf?x", True), ("/a/b.pdf", False), ("/a.pdfs", True)),
        *(("/search?q=1", False), ("/search?a=1&q=1", False), ("/search?a=1", True)),
        *(
            ("/café", False),
            ("/caf%C3%A9/x", False),
            ("/%70rivate", False),
            ("/x/../private", False),
        ),
    ],
)
def test_the_longest_rule_decides(path: str, may: bool) -> None:
    assert read_robots(RULES).allows(parse(SITE + path)) == may


def test_a_wish_for_slowness_is_read() -> None:
    assert read_robots(RULES).delay == 2.5


def test_rules_under_our_name_come_first() -> None:
    text = "User-agent: *\nDisallow: /\n\nUser-agent: modelwright/1\nUser-agent: x\nDisallow: /a\n"
    robots = read_robots(text)
    assert robots.allows(parse(SITE + "/b"))
    assert not robots.allows(parse(SITE + "/a"))
    assert not read_robots(text, "other").allows(parse(SITE + "/b"))


def test_allow_wins_over_disallow_of_the_same_length() -> None:
    assert read_robots("User-agent: *\nDisallow: /a\nAllow: /a").allows(parse(SITE + "/a"))


@pytest.mark.parametrize("text", ["", "<html>no such file</html>", "Disallow: /", "a:b:c\n:\n\x00"])
def test_what_holds_no_rules_forbids_nothing(text: str) -> None:
    assert read_robots(text).allows(parse(SITE + "/a"))


def test_a_rule_full_of_stars_is_read_in_no_time() -> None:
    rule = "/" + "*a" * 2000 + "*b"
    robots = read_robots(f"User-agent: *\nDisallow: {rule}")
    assert robots.allows(parse(SITE + "/" + "a" * 4000))


def test_a_site_is_asked_once_at_its_root(web: Web, fetcher: Fetcher) -> None:
    web.give("/robots.txt", Reply("User-agent: *\nDisallow: /a\n"))
    url = parse(web.address + "/a/b?c=1")
    with pytest.raises(NotAllowedError, match=r"asks programs not to read this page \(robots"):
        need_allowed(url, robots_of(url, fetcher))
    assert web.paths() == ["/robots.txt"]
    assert web.asked[0].query == {}


@pytest.mark.parametrize("status", [404, 403, 410])
def test_a_site_without_rules_has_none(status: int, web: Web, fetcher: Fetcher) -> None:
    web.give("/robots.txt", Reply("User-agent: *\nDisallow: /", status))
    url = parse(web.address + "/a")
    need_allowed(url, robots_of(url, fetcher))


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_site_that_cannot_say_is_left_alone(status: int, web: Web, fetcher: Fetcher) -> None:
    web.give("/robots.txt", Reply("", status))
    with pytest.raises(Unreached, match="does not say now"):
        robots_of(parse(web.address + "/a"), fetcher)


def test_rules_that_moved_are_followed(web: Web, fetcher: Fetcher) -> None:
    web.give("/other", Reply("User-agent: *\nDisallow: /a\n"))
    web.give("/robots.txt", moved("/other"))
    assert not robots_of(parse(web.address), fetcher).allows(parse(web.address + "/a"))


def test_rules_beyond_the_limit_are_cut(web: Web, fetcher: Fetcher) -> None:
    body = "User-agent: *\nDisallow: /a\n" + "# comment\n" * 100_000 + "Disallow: /b\n"
    web.give("/robots.txt", Reply(body))
    robots = robots_of(parse(web.address), fetcher)
    assert not robots.allows(parse(web.address + "/a"))
    assert robots.allows(parse(web.address + "/b"))
