"""Count how often two letters stand together in the languages whose encodings are guessed.

``python tests/sources/letter_pairs.py FOLDER > core/sources/dialect/letter_pairs.py`` reads the
message catalogues (``LANGUAGE/LC_MESSAGES/*.mo``) of the free programs of a system.
"""

from __future__ import annotations

import gettext
import re
import sys
from collections import Counter
from collections.abc import Iterator
from math import log2, sqrt
from pathlib import Path

LANGUAGES = (
    *("de", "fr", "es", "pt", "it", "sv", "da", "nb", "fi", "nl", "ca", "gl", "is", "pl", "cs"),
    *("sk", "hu", "ro", "hr", "sl", "sq", "et", "lt", "lv", "tr", "ru", "uk", "bg", "sr", "el"),
    *("he", "ar", "th"),
)
SEVERAL = {"pt": ("pt", "pt_BR"), "nb": ("nb", "no", "nn")}
LEVELS = 6
LEAST = 3.0
_WIDTH = 80
_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)?")
_AS_STORED = {"ro": str.maketrans("șțȘȚ", "şţŞŢ")}
_TOP = '''"""How often two letters stand together in words, for pairs with a letter beyond ASCII.

Counted in the translated messages and place names of free programs, by
``tests/sources/letter_pairs.py``. `_` is the edge of a word; capitals count as small letters.
"""

from __future__ import annotations

LEVELS = (-1.0, -3.0, -5.0, -7.0, -9.0, -11.0)
"""What share of the pairs a pair has, as a power of two: one for each text of a language."""

PAIRS = {'''


def words_of(folder: Path, language: str) -> Counter[str]:
    """Count the words beyond ASCII in the catalogues of a language."""
    found: Counter[str] = Counter()
    for code in SEVERAL.get(language, (language,)):
        for file in sorted(folder.glob(f"{code}/LC_MESSAGES/*.mo")):
            for text in _messages(file):
                words = _WORD.findall(text.translate(_AS_STORED.get(language, {})))
                found.update(word for word in words if not word.isascii())
    return found


def levels_of(words: Counter[str]) -> list[str]:
    """Return the pairs of each level of frequency, the most frequent first.

    A word that occurs often counts by the root of its number, as messages repeat themselves.
    """
    pairs: Counter[str] = Counter()
    for word, number in words.items():
        text = f"_{''.join(map(_small, word))}_"
        for a, b in zip(text, text[1:], strict=False):
            if not (a + b).isascii():
                pairs[a + b] += sqrt(number)  # type: ignore[assignment]
    total = sum(pairs.values())
    levels: list[list[str]] = [[] for _ in range(LEVELS)]
    for pair, number in sorted(pairs.items(), key=lambda item: (-item[1], item[0])):
        level = int(-log2(number / total) // 2)
        if level < LEVELS and number >= LEAST:
            levels[level].append(pair)
    return ["".join(level) for level in levels]


def _messages(file: Path) -> Iterator[str]:
    try:
        with file.open("rb") as opened:
            catalogue = gettext.GNUTranslations(opened)
    except (OSError, UnicodeDecodeError):
        return
    for key, text in catalogue._catalog.items():  # type: ignore[attr-defined]
        if key and isinstance(text, str) and text != key:
            yield text


def _small(char: str) -> str:
    low = char.lower()
    return "_" if char in "’'" else low if len(low) == 1 else char


def main() -> None:
    """Print the module of pairs."""
    print(_TOP)
    for language in LANGUAGES:
        print(f'    "{language}": (')
        for level in levels_of(words_of(Path(sys.argv[1]), language)):
            pieces = [level[at : at + _WIDTH] for at in range(0, len(level), _WIDTH)] or [""]
            print("\n".join(f'        "{piece}"' for piece in pieces) + ",")
        print("    ),")
    print("}")


if __name__ == "__main__":
    main()
