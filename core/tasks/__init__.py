"""Tasks: how each type of problem sets rows apart and scores predictions."""
