"""The bundled samples as a source that needs no file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, ClassVar

from core.params import Choice, Flag
from core.samples import SAMPLES, sample_named
from core.samples.twins import flawed
from core.sources import SOURCES, Loaded, Source
from core.sources.csv import Csv
from core.sources.unpack import plain


@SOURCES.add
@dataclass(frozen=True)
class SampleSource(Source):
    """One of the tables that come with the app."""

    name: ClassVar[str] = "sample"
    label: ClassVar[str] = "Sample"
    what: ClassVar[str] = "Opens a small real table that comes with the app."
    right: ClassVar[str] = "To learn the app, to teach, or to try something out."
    wrong: ClassVar[str] = "To answer a question of your own: bring your own rows."
    needs_file: ClassVar[bool] = False
    at_once: ClassVar[bool] = True

    sample: Annotated[
        str,
        Choice(
            tuple(sample.name for sample in SAMPLES),
            labels=tuple(sample.title for sample in SAMPLES),
        ),
    ] = "churn"
    twin: Annotated[
        bool, Flag(label="Flawed twin", help="The same rows with problems planted on purpose.")
    ] = False

    def describe(self) -> str:
        """Return the title of the sample, and whether it is the flawed twin."""
        title = sample_named(self.sample).title
        return f"{title} (flawed twin)." if self.twin else f"{title}."

    def load(self, file: Path | None = None, rows: int | None = None) -> Loaded:
        """Read the bundled file as any other file is read; plant the flaws of its twin."""
        del file
        packed = sample_named(self.sample).file
        with plain(packed, packed.name) as found:
            read = Csv.guess(found.file)
            if not self.twin:
                return read.load(found.file, rows)
            whole = read.load(found.file)
        frame = flawed(whole.frame, self.sample)
        return replace(whole, frame=frame if rows is None else frame.head(rows))
