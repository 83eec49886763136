"""What a site asks robots to leave alone (robots.txt, RFC 9309), read as the standard says.

The parser of the standard library takes the first rule that fits and knows no `*` inside a
path; the standard wants the longest rule and knows `*` and `$`, and so do today's sites.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import quote

from core.errors import NotAllowedError
from core.fetch.fetcher import Fetcher
from core.fetch.messages import AGENT, Ask
from core.fetch.url import Url
from core.fetch.wire import Unreached
from core.text import shown

MOST_BYTES = 512_000
_EVERYBODY = "*"


@dataclass(frozen=True)
class Rule:
    """A path that may be read, or may not; the longest that fits decides."""

    path: str
    allows: bool

    def fits(self, target: str) -> bool:
        """Tell whether a path with its query is meant."""
        first, *others = self.path.removesuffix("$").split("*")
        last = others.pop() if others and self.path.endswith("$") else ""
        if not target.startswith(first):
            return False
        at = len(first)
        for part in others:
            found = target.find(part, at)
            if found < 0:
                return False
            at = found + len(part)
        if not self.path.endswith("$"):
            return True
        return target.endswith(last, at) if "*" in self.path else at == len(target)


@dataclass(frozen=True)
class Robots:
    """The rules of a site for this program, and the seconds it wants between two requests."""

    rules: tuple[Rule, ...] = ()
    delay: float = 0.0

    def allows(self, url: Url) -> bool:
        """Tell whether a page may be read.

        >>> rules = read_robots("User-agent: *\\nDisallow: /a\\nAllow: /a/b")
        >>> from core.fetch.url import parse
        >>> [rules.allows(parse(f"https://x.org/{path}")) for path in ("a", "a/b/c", "c")]
        [False, True, True]
        """
        target = _normal(url.target)
        fitting = [rule for rule in self.rules if rule.fits(target)]
        best = max(fitting, key=lambda rule: (len(rule.path), rule.allows), default=None)
        return best is None or best.allows


def read_robots(text: str, agent: str = AGENT) -> Robots:
    """Read the rules for a program: those under its name, or those for everybody."""
    groups: dict[str, Robots] = {}
    named: list[str] = []
    open_for_names = False
    for key, value in _lines(text):
        if key == "user-agent":
            named = [*(named if open_for_names else ()), _product(value)]
            open_for_names = True
            for name in named:
                groups.setdefault(name, Robots())
            continue
        open_for_names = False
        for name in dict.fromkeys(named):
            groups[name] = _with(groups[name], key, value)
    return groups.get(agent.lower()) or groups.get(_EVERYBODY) or Robots()


def robots_of(url: Url, fetcher: Fetcher) -> Robots:
    """Ask a site for its rules; one that has no such file has none."""
    place = replace(url, path="/robots.txt", query="")
    with fetcher.open(Ask(place)) as (head, pieces):
        if head.status >= 500 or head.status == 429:
            raise Unreached(
                f"'{shown(url.host)}' does not say now what programs may read ({head.status}).",
                "Try again later.",
            )
        if not head.ok:
            return Robots()
        text = b""
        for piece in pieces:
            text += piece
            if len(text) > MOST_BYTES:
                break
    return read_robots(text[:MOST_BYTES].decode("utf-8-sig", "replace"))


def need_allowed(url: Url, robots: Robots) -> None:
    """Say it when a site does not want a page to be read by programs."""
    if not robots.allows(url):
        raise NotAllowedError(
            f"'{shown(url.host)}' asks programs not to read this page (robots.txt).",
            "Look for a download or an API of the site, or ask its owner.",
        )


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        key, colon, value = line.partition("#")[0].partition(":")
        if colon:
            yield key.strip().lower(), value.strip()


def _product(value: str) -> str:
    found = re.match(r"[A-Za-z_-]+", value)
    return found[0].lower() if found else value[:1]


def _with(group: Robots, key: str, value: str) -> Robots:
    if key in ("allow", "disallow") and value:
        rule = Rule(_normal(value), key == "allow")
        return replace(group, rules=(*group.rules, rule))
    if key == "crawl-delay" and re.fullmatch(r"\d{1,6}(?:\.\d+)?", value):
        return replace(group, delay=float(value))
    return group


def _normal(path: str) -> str:
    """Return a path in which equal ones are spelled equally: `/%7ea` as `/~a`."""
    plain = re.sub("%([0-9A-Fa-f]{2})", _spelled, path)
    return quote(plain, safe="%/*$?&=:@!'()+,;~-._[]")


def _spelled(found: re.Match[str]) -> str:
    letter = chr(int(found[1], 16))
    unreserved = letter.isascii() and (letter.isalnum() or letter in "-._~")
    return letter if unreserved else found[0].upper()
