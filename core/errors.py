"""Expected errors: what happened, and what to do about it.

AppError
├── DataError            the table or file cannot be used as it is
│   ├── SourceError      a file or other source cannot be read
│   ├── TargetError      the target column cannot be learned
│   └── SchemaError      rows to predict do not fit what the model was trained on
├── SettingError         a setting is outside what is allowed
├── UnknownNameError     a name that no part, column or project has
├── RecipeError          steps or candidates that do not work together
├── LimitError           a file, table or request over a stated limit
├── ConflictError        the project was changed elsewhere in the meantime
├── NotAllowedError      the project belongs to somebody else
├── StorageError         the disk or the database refused
├── MissingPackageError  an optional package is not installed
├── JobError             long work that failed, in words
└── BundleError          a model bundle that is damaged, foreign or from another version

Everything else that is raised is a bug and is allowed to fly.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class AppError(Exception):
    """An expected failure: `message` says what happened, `hint` what to do next."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[type[AppError], tuple[str, str]]:
        """Keep message and hint across processes."""
        return type(self), (self.message, self.hint)

    def sentence(self) -> str:
        """Return message and hint as one line."""
        return f"{self.message} {self.hint}".strip()


class DataError(AppError):
    """The table or file cannot be used as it is."""


class SourceError(DataError):
    """A file or other source cannot be read."""


class TargetError(DataError):
    """The target column cannot be learned."""


class SchemaError(DataError):
    """Rows to predict do not fit what the model was trained on."""


class SettingError(AppError):
    """A setting is outside what is allowed."""


class RecipeError(AppError):
    """Steps or candidates of a recipe do not work together."""


class LimitError(AppError):
    """A file, table or request is over a stated limit."""


class ConflictError(AppError):
    """The project was changed elsewhere in the meantime."""


class NotAllowedError(AppError):
    """The project belongs to somebody else."""


class StorageError(AppError):
    """The disk or the database refused."""


class MissingPackageError(AppError):
    """An optional package is not installed."""


class JobError(AppError):
    """Long work failed, with the reason in words."""


class BundleError(AppError):
    """A model bundle is damaged, foreign or from another version."""


class UnknownNameError(AppError):
    """A name that nothing has; the nearest known name is suggested."""

    @classmethod
    def of(cls, noun: str, name: object, known: Iterable[str]) -> UnknownNameError:
        """Build the error with a suggestion.

        >>> UnknownNameError.of("step", "imput", ["impute", "scale"]).hint
        "Did you mean 'impute'?"
        """
        names = sorted(known)
        near = difflib.get_close_matches(str(name), names, n=1)
        hint = f"Did you mean '{near[0]}'?" if near else f"Known: {', '.join(names[:20])}."
        return cls(f"There is no {noun} named '{name}'.", hint)
