"""Bodies unpacked piece by piece, counted after unpacking, so that a small answer stays small."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from core.errors import LimitError, SourceError

PACKINGS = ("gzip", "deflate")
_GZIP = ("gzip", "x-gzip")
_STEP = 1 << 18


def unpacked(pieces: Iterable[bytes], packing: str, most: int) -> Iterator[bytes]:
    """Yield a body as it was before it was packed for the way; stop over `most` bytes."""
    packing = packing.strip().lower()
    if packing in ("", "identity"):
        plain = iter(pieces)
    elif packing in (*_GZIP, "deflate"):
        plain = _inflated(pieces, packing in _GZIP)
    else:
        raise SourceError(
            f"The server packs its answer in a way that was not asked for ({packing[:40]!r}).",
            "Use another address of the same data.",
        )
    total = 0
    for piece in plain:
        total += len(piece)
        if total > most:
            raise too_large(most)
        yield piece


def too_large(most: int) -> LimitError:
    """Return the refusal of an answer over the limit."""
    size = f"{most / 1e6:,.0f} MB" if most >= 1_000_000 else f"{most:,} bytes"
    return LimitError(
        f"The answer is larger than {size}.", "Ask for fewer rows, or use a smaller file."
    )


def _inflated(pieces: Iterable[bytes], gzip: bool) -> Iterator[bytes]:
    machine = _Inflater(gzip)
    try:
        for piece in pieces:
            yield from machine.feed(piece)
    except zlib.error as error:
        raise _broken() from error
    if not machine.done:
        raise _broken()


class _Inflater:
    """One stream of zlib, or several of gzip that follow one another."""

    def __init__(self, gzip: bool) -> None:
        self._gzip = gzip
        self._machine = zlib.decompressobj(zlib.MAX_WBITS | 16 if gzip else zlib.MAX_WBITS)
        self._begun = False

    @property
    def done(self) -> bool:
        """Tell whether the stream ended where it may end."""
        return self._machine.eof or not self._begun

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield what more data unpacks to, a step at a time."""
        while data:
            if self._machine.eof:
                if not self._gzip or not data.strip(b"\x00"):
                    return
                self._machine = zlib.decompressobj(zlib.MAX_WBITS | 16)
            found = self._step(data)
            if found:
                yield found
            data = self._machine.unconsumed_tail or self._machine.unused_data

    def _step(self, data: bytes) -> bytes:
        begun, self._begun = self._begun, True
        try:
            return self._machine.decompress(data, _STEP)
        except zlib.error:
            if begun or self._gzip:
                raise
            self._machine = zlib.decompressobj(-zlib.MAX_WBITS)  # some servers leave out the head
            return self._machine.decompress(data, _STEP)


def _broken() -> SourceError:
    return SourceError("The answer was broken off or damaged.", "Try again.")
