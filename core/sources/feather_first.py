"""Turn the first version of Feather into an Arrow stream, in a process of its own.

The library trusts what such a file says about itself, so a forged one can end the process
that reads it: that must not be the server. Run as ``python -m core.sources.feather_first``.
"""

from __future__ import annotations

import subprocess
import sys
import warnings
from pathlib import Path

from core.errors import SourceError

SECONDS = 120.0
_HOME = Path(__file__).resolve().parents[2]


def converted(file: Path, target: Path) -> None:
    """Write the table of a file to an Arrow stream; a file that cannot be read is refused."""
    command = [sys.executable, "-P", "-m", "core.sources.feather_first", str(file), str(target)]
    try:
        done = subprocess.run(  # noqa: S603
            command,
            capture_output=True,
            check=False,
            timeout=SECONDS,
            cwd=_HOME,
            env={"PYTHONPATH": str(_HOME)},
        )
    except subprocess.TimeoutExpired as error:
        raise SourceError("The Arrow file takes too long to read.", "Save it again.") from error
    if done.returncode:
        raise SourceError(
            "The Arrow file is incomplete or damaged.", "Save it again, as Parquet if you can."
        )


def main() -> None:
    """Convert the file that the first argument names to the one that the second names."""
    from pyarrow import feather, ipc

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        table = feather.read_table(sys.argv[1], memory_map=False)
    table.validate(full=True)
    with ipc.new_stream(sys.argv[2], table.schema) as sink:
        sink.write_table(table)


if __name__ == "__main__":
    main()
