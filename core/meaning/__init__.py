"""What the values of a column mean: an e-mail address, a place, a share, a name of a row.

>>> import pandas as pd
>>> values = pd.Series([f"person{at}@site.example" for at in range(20)])
>>> found = meaning_of(values, "contact", "category")
>>> found.name, found.sure, found.personal
('email', 'sure', True)
"""

from __future__ import annotations

from core.meaning.guess import Meaning, meaning_of, meanings_of
from core.meaning.kinds import MEANINGS, Sense
from core.meaning.words import words_of

__all__ = ["MEANINGS", "Meaning", "Sense", "meaning_of", "meanings_of", "words_of"]
