"""The fixtures of the page tests, for uploads of bad files."""

from __future__ import annotations

from tests.pages.conftest import begun, csv, framed, home, project, show

__all__ = ["begun", "csv", "framed", "home", "project", "show"]
