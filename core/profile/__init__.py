"""Profiles: what each column holds, how columns go together, and where values are missing."""

from __future__ import annotations

from core.profile.associations import Associations, Strength, associations
from core.profile.columns import ColumnProfile
from core.profile.missing import MissingColumn, MissingPatterns, missing_patterns
from core.profile.table import Profile, profile
from core.profile.values import value_changes

__all__ = [
    "Associations",
    "ColumnProfile",
    "MissingColumn",
    "MissingPatterns",
    "Profile",
    "Strength",
    "associations",
    "missing_patterns",
    "profile",
    "value_changes",
]
