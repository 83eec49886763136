"""Ask servers on the web: guarded, bounded, patient, and without leaving traces.

Every word that this app sends into the web passes through here. `Fetcher` asks once,
`PatientFetcher` asks again when a server is busy, `robots_of` says what a site wants left alone.
"""

from __future__ import annotations

from core.fetch.fetcher import Fetcher
from core.fetch.messages import AGENT, MAX_BYTES, Answer, Ask, Head, Limits, check_header
from core.fetch.patience import Manners, PatientFetcher
from core.fetch.policy import Policy
from core.fetch.robots import Robots, need_allowed, robots_of
from core.fetch.status import need_ok
from core.fetch.url import Url, is_key, keys_in, parse
from core.fetch.wire import Network, Unreached

__all__ = [
    "AGENT",
    "MAX_BYTES",
    "Answer",
    "Ask",
    "Fetcher",
    "Head",
    "Limits",
    "Manners",
    "Network",
    "PatientFetcher",
    "Policy",
    "Robots",
    "Unreached",
    "Url",
    "check_header",
    "is_key",
    "keys_in",
    "need_allowed",
    "need_ok",
    "parse",
    "robots_of",
]
