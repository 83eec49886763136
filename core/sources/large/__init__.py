"""Delimited text of any size, streamed to disk: columns judged first, then converted on the way."""
