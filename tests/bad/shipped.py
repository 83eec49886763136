"""Cases 109 to 112 and 116: new rows that differ from those of training, and odd bundles.

The shipped model was trained on the table `TRAINED`.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.bad.registry import Bad, Maker, rows, text

TRAINED = rows(
    "age,plan,visits,left",
    lambda at: f"{at % 13},{'ab'[at % 2]},{at * 7 % 11},{'yes' if at % 3 else 'no'}",
)


def _new(name: str, case: int, content: str, expect: str, says: str = "") -> Bad:
    return Bad(name, (case,), text(content, "new.csv"), expect, says, "predict")


def _bundle(name: str, change: Callable[[Path], None], says: str) -> Bad:
    def make(folder: Path) -> Path:
        path = folder / "bundle.zip"
        change(path)
        return path

    return Bad(name, (116,), make, "stop", says, "bundle")


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _altered(name: str, change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    """Return a function that changes one member of a bundle."""

    def alter(path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            members = {member: archive.read(member) for member in archive.namelist()}
        members[name] = change(members[name])
        with zipfile.ZipFile(path, "w") as archive:
            for member, content in members.items():
                archive.writestr(member, content)

    return alter


def _older(manifest: bytes) -> bytes:
    values = json.loads(manifest)
    values["versions"]["scikit-learn"] = "1.2.0"
    return json.dumps(values).encode()


SHIPPED = (
    _new(
        "unseen category",
        109,
        "age,plan,visits\n1,a,2\n2,zzz,3\n",
        "auto",
        "1 value of 'plan' never seen in training",
    ),
    _new(
        "new gap",
        110,
        "age,plan,visits\n1,a,\n2,b,3\n",
        "auto",
        "1 missing value in 'visits'",
    ),
    _new("missing column", 111, "age,visits\n1,2\n2,3\n", "stop", "'plan'"),
    _new(
        "extra column",
        112,
        "age,plan,visits,shoe\n1,a,2,9\n2,b,3,9\n",
        "auto",
        "unknown to the model ignored: 'shoe'",
    ),
    _new("columns in another order", 112, "visits,age,plan\n2,1,a\n3,2,b\n", "fine"),
    _bundle("truncated bundle", _cut, "damaged"),
    _bundle(
        "bundle with a wrong sha256",
        _altered("schema.json", lambda content: content + b" "),
        "'schema.json' in the bundle was changed",
    ),
    _bundle(
        "bundle from an older version",
        _altered("manifest.json", _older),
        "was made with scikit-learn 1.2.0",
    ),
)


def with_bundle(bundle: Path, folder: Path, make: Maker) -> Path:
    """Make an odd bundle from a copy of a sound one."""
    (folder / "bundle.zip").write_bytes(bundle.read_bytes())
    return make(folder)
