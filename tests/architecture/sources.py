"""The project's files, as the rules of the architecture read them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("core/", "pages/", "app.py", "server.py", "run.py")
TEXTS = (".py", ".md", ".toml", ".txt", ".lock", ".yml", ".yaml", ".html", ".css", ".sh", "")
HIDDEN_BUT_OURS = (".ci", ".streamlit", ".github")


@dataclass(frozen=True)
class Source:
    """A text file: its path from the root of the project, with slashes, and its content."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed module."""
        return ast.parse(self.text, self.path)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the module."""
        return tuple(ast.walk(self.tree))

    @property
    def is_python(self) -> bool:
        """Whether it is a Python file."""
        return self.path.endswith(".py")

    @property
    def is_product(self) -> bool:
        """Whether it is a Python file that users run."""
        return self.is_python and self.path.startswith(PRODUCT)

    @property
    def is_page(self) -> bool:
        """Whether it is one screen of the app."""
        folder, _, name = self.path.rpartition("/")
        return folder == "pages" and name != "__init__.py"


def project_files() -> Iterator[Source]:
    """Read every text file of the project; what Git ignores lies in hidden folders."""
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        hidden = any(part.startswith(".") for part in parts) and parts[0] not in HIDDEN_BUT_OURS
        if hidden or "__pycache__" in parts or parts[0] in ("shared", "data", "shots"):
            continue
        if path.suffix in TEXTS and path.is_file():
            yield Source("/".join(parts), path.read_text(encoding="utf-8", errors="replace"))
