"""Tasks: how each type of problem sets rows apart and scores predictions."""

from core.tasks.supervised import Parts, encode_target, folds_of, set_apart

__all__ = ["Parts", "encode_target", "folds_of", "set_apart"]
