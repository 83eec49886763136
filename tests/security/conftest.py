"""The pages' own data folder and frame, for the security proofs."""

from __future__ import annotations

from tests.pages.conftest import csv, framed, home, project, show

__all__ = ["csv", "framed", "home", "project", "show"]
