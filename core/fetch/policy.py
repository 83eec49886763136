"""Which servers may be asked: public ones, and those that whoever runs the app has listed."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.errors import NotAllowedError
from core.fetch.url import PORTS, Url
from core.reach import HOSTS, allowed_hosts, is_shared, matches
from core.text import shown

Resolver = Callable[[str, int], Sequence[str]]
Number = ipaddress.IPv4Address | ipaddress.IPv6Address

_PRIVATE_4 = tuple(
    ipaddress.IPv4Network(block)
    for block in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
        *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        "168.63.129.16/32",  # looks public, but is the inside of a large cloud
    )
)
# IPv6 is judged the other way round: only global unicast can be public. That leaves out
# NAT64, IPv4 in disguise, site-local and all that has not been thought of yet.
_UNICAST_6 = ipaddress.IPv6Network("2000::/3")
_PRIVATE_6 = tuple(
    ipaddress.IPv6Network(block)
    for block in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)
# Where a cloud tells a machine its passwords: never, whatever the list of hosts says.
_NEVER = tuple(
    ipaddress.ip_network(block)
    for block in (
        *("0.0.0.0/8", "169.254.0.0/16", "100.100.100.200/32", "168.63.129.16/32"),
        *("192.0.0.192/32", "224.0.0.0/4", "240.0.0.0/4"),
        *("::/128", "fe80::/10", "fd00:ec2::/32", "fd20:ce::/32", "ff00::/8"),
    )
)
_FIRST_FREE_PORT = 1024


@dataclass(frozen=True)
class Policy:
    """The hosts that may lie inside a network of one's own, and whether there are others."""

    allowed: frozenset[str] = frozenset()
    others: bool = True

    @classmethod
    def of_server(cls) -> Policy:
        """Return what the environment of this server says."""
        return cls(allowed_hosts(), not is_shared())

    def check(self, url: Url) -> None:
        """Refuse a host or port before anything is asked of the network."""
        if matches(url.host, self.allowed):
            return
        if not self.others:
            raise NotAllowedError(
                f"This server may not connect to '{shown(url.host)}'.", _ask_for(url.host)
            )
        if url.port < _FIRST_FREE_PORT and url.port not in PORTS.values():
            raise NotAllowedError(
                f"Port {url.port} is not one of the web.",
                "Use 80, 443 or one from 1024 on, or ask for the host to be listed.",
            )

    def check_numbers(self, host: str, numbers: Sequence[str]) -> tuple[str, ...]:
        """Return where a host lies, unless any of its numbers may not be connected to."""
        listed = matches(host, self.allowed)
        found = [_number(number) for number in numbers]
        for number in found:
            if number is None or not (_may_be_listed(number) if listed else is_public(number)):
                raise NotAllowedError(
                    f"'{shown(host)}' lies inside a private network and is not asked.",
                    "Use a public address." if listed else _ask_for(host),
                )
        return tuple(str(number) for number in found)


def is_public(number: Number) -> bool:
    """Tell whether a number belongs to the open internet and to nothing else.

    >>> is_public(ipaddress.ip_address("64:ff9b::7f00:1"))
    False
    """
    if isinstance(number, ipaddress.IPv4Address):
        return number.is_global and not any(number in block for block in _PRIVATE_4)
    inside = number in _UNICAST_6 and not any(number in block for block in _PRIVATE_6)
    return inside and number.is_global


def _may_be_listed(number: Number) -> bool:
    if isinstance(number, ipaddress.IPv6Address) and number.ipv4_mapped:
        return False
    return not any(number.version == block.version and number in block for block in _NEVER)


def _number(text: str) -> Number | None:
    """Read a number; one with a zone (`fe80::1%eth0`) belongs to this machine alone."""
    try:
        return None if "%" in text else ipaddress.ip_address(text)
    except ValueError:
        return None


def _ask_for(host: str) -> str:
    return f"The person who runs this server can allow it: {HOSTS}={shown(host)}."
