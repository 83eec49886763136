"""A bundle behind a small REST server: health, schema, predict.

The answers are those of `core.export.predict_table`; what is refused is refused with a
status code, one sentence and a hint, by row and field.
"""

from core.serve.app import application
from core.serve.server import serve

__all__ = ["application", "serve"]
