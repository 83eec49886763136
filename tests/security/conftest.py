"""The pages' own data folder and frame, for the security proofs."""

from __future__ import annotations

from tests.pages.conftest import begun, csv, framed, home, project, show

__all__ = ["begun", "csv", "framed", "home", "project", "show"]
