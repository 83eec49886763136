"""The fixtures of the page tests, for uploads of bad files."""

from __future__ import annotations

from tests.pages.conftest import csv, framed, home, project, show

__all__ = ["csv", "framed", "home", "project", "show"]
