"""The tags that people give their projects; beside them the store keeps marks of the app.

A tag keeps its spelling, and is the same tag as one that differs in case alone.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable

from core.errors import LimitError, SettingError
from core.projects.state import ProjectInfo
from core.text import shown

MAX_TAG = 30
MAX_TAGS = 10


def clean_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Return tags trimmed, in order and each once, or refuse what is no tag.

    >>> clean_tags([" fraud ", "Churn", "churn"])
    ('Churn', 'fraud')
    """
    clean: dict[str, str] = {}
    for tag in tags:
        good = _good_tag(tag)
        clean.setdefault(_folded(good), good)
    if len(clean) > MAX_TAGS:
        raise LimitError(
            f"A project has at most {MAX_TAGS} tags. Got {len(clean)}.", "Take a tag away first."
        )
    return tuple(clean[key] for key in sorted(clean))


def all_tags(projects: Iterable[ProjectInfo]) -> tuple[str, ...]:
    """Return every tag of some projects once, in order; of two spellings the same one always."""
    spellings = sorted({tag for info in projects for tag in info.tags}, reverse=True)
    every = {_folded(tag): tag for tag in spellings}
    return tuple(every[key] for key in sorted(every))


def tagged(projects: Iterable[ProjectInfo], tags: Iterable[str]) -> tuple[ProjectInfo, ...]:
    """Return the projects that have all of some tags, in whatever case."""
    wanted = {_folded(tag) for tag in tags}
    return tuple(info for info in projects if wanted <= {_folded(tag) for tag in info.tags})


def kept_text(tags: Iterable[str], marks: Iterable[str]) -> str:
    """Return both as JSON: a list of marks, or an object when there are tags as well."""
    own, noted = list(tags), sorted(set(marks))
    both = {"tags": own, "marks": noted} if own else noted
    return json.dumps(both, ensure_ascii=False)


def kept_in(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the tags and the marks that `kept_text` wrote."""
    kept = json.loads(text)
    if isinstance(kept, list):
        return (), tuple(kept)
    return tuple(kept["tags"]), tuple(kept["marks"])


def _good_tag(tag: str) -> str:
    clean = tag.strip()
    if not clean:
        raise SettingError("A tag needs at least one visible character.", "Type a word.")
    if len(clean) > MAX_TAG:
        raise SettingError(
            f"A tag has at most {MAX_TAG} characters. '{shown(clean)}' has {len(clean)}.",
            "Type a shorter one.",
        )
    if shown(clean) != clean:
        raise SettingError(
            f"A tag holds no control or hidden characters. Got '{shown(clean)}'.",
            "Type it anew instead of pasting it.",
        )
    return clean


def _folded(tag: str) -> str:
    return unicodedata.normalize("NFC", tag).casefold()
