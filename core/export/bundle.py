"""Bundles: one file with all that predicting needs, checked when made and when opened."""

from __future__ import annotations

import datetime
import hashlib
import json
import math
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.contract import write_contract
from core.errors import AppError, BundleError
from core.export.card import Evidence, card_text
from core.export.golden import Case, cases_from, golden_cases, refuse_difference, replay
from core.export.pipeline_file import read_pipeline, without_samplers, write_pipeline, zipped
from core.export.versions import check_versions, requirements, versions
from core.files import write_atomic
from core.recipe import MAX_BYTES, Candidate, Recipe, read_recipe, write_recipe
from core.text import count, shown
from core.training.fit import FittedModel
from core.training.margin import Margin
from core.training.schema import schema_from

if TYPE_CHECKING:
    import pandas as pd

FORMAT = 1
NAME = "modelwright-bundle"
MB = 1 << 20
LIMITS = {
    "manifest.json": MB,
    "model.json": 8 * MB,
    "schema.json": 64 * MB,
    "recipe.json": MAX_BYTES,
    "golden.json": 64 * MB,
    "requirements.txt": MB,
    "model_card.md": 8 * MB,
    "contract.json": 8 * MB,
    "pipeline.skops": 1024 * MB,
}
LATER = ("contract.json",)  # members that bundles made by earlier versions lack
AGAIN = "Export the bundle again, or copy it again in full."


@dataclass(frozen=True, eq=False)
class LoadedBundle:
    """An opened bundle, its golden rows replayed.

    difference is the largest difference of a golden answer from when it was made.
    """

    fitted: FittedModel
    manifest: Mapping[str, Any]
    card: str
    golden: tuple[Case, ...]
    difference: float


def make_bundle(
    fitted: FittedModel,
    rows: pd.DataFrame,
    path: Path,
    evidence: Evidence | None = None,
    made_at: datetime.datetime | None = None,
) -> Path:
    """Write a model as one file, and put it in place only if it answers exactly as before.

    `rows` are raw rows (some become golden rows, so choose rows that may be shared). Apart
    from the time, the same model gives the same bytes. Raises BundleError if the golden
    rows, predicted by the file read back, differ in a single bit.
    """
    moment = (made_at or datetime.datetime.now(datetime.UTC)).isoformat(timespec="seconds")
    shipped = replace(fitted, pipeline=without_samplers(fitted.pipeline))
    members = _members(shipped, rows, evidence or Evidence(), moment)
    members["manifest.json"] = _json(_manifest(shipped, members, moment))

    def write(partial: Path) -> None:
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members.items():
                archive.writestr(zipped(name), content)
        opened = load_bundle(partial)
        if opened.difference != 0:
            raise BundleError(
                "The bundle was not written: read back, its model answers differently "
                f"(largest difference {opened.difference:.3g}).",
                "Export another candidate, or the Python script.",
            )

    write_atomic(path, write)
    return path


def load_bundle(path: Path) -> LoadedBundle:
    """Open a bundle of unknown origin without running anything in it, and replay its rows.

    Raises BundleError in words for a file that is foreign, damaged, or from versions that
    do not fit.
    """
    members = _read(path)
    manifest = _parsed(members, "manifest.json")
    _check_manifest(manifest, members)
    try:
        check_versions(manifest["versions"], versions(str(manifest["model"])))
        fitted = _fitted(members)
        cases = cases_from(_parsed(members, "golden.json"))
        difference = replay(fitted, cases)
    except BundleError:
        raise
    except AppError as error:
        raise BundleError(f"The bundle does not hold together: {error.message}", AGAIN) from error
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise BundleError("The bundle does not hold together.", AGAIN) from error
    refuse_difference(difference, cases)
    card = members["model_card.md"].decode("utf-8", "replace")
    return LoadedBundle(fitted, manifest, card, cases, difference)


def _members(
    fitted: FittedModel, rows: pd.DataFrame, evidence: Evidence, moment: str
) -> dict[str, bytes]:
    cases = golden_cases(fitted, rows)
    return {
        "model.json": _json(
            {
                "candidate": {
                    "model": fitted.candidate.model,
                    "params": dict(fitted.candidate.params),
                    "label": fitted.candidate.label,
                },
                "classes": list(fitted.classes),
                "features": list(fitted.features),
                "data_version": fitted.data_version,
                "rows": fitted.rows,
                "training_rows": fitted.whole,
                "interval": None if fitted.margin is None else asdict(fitted.margin),
                "naive_error": fitted.naive_error if fitted.naive_error > 0 else None,
            }
        ),
        "schema.json": _json(fitted.schema.to_json()),
        "recipe.json": write_recipe(fitted.recipe).encode(),
        "contract.json": write_contract(fitted.contract).encode(),
        "golden.json": _json([case.to_json() for case in cases]),
        "requirements.txt": requirements(versions(fitted.candidate.model)).encode(),
        "model_card.md": card_text(fitted, evidence, moment).encode(),
        "pipeline.skops": write_pipeline(fitted.pipeline),
    }


def _manifest(fitted: FittedModel, members: Mapping[str, bytes], moment: str) -> dict[str, Any]:
    return {
        "kind": NAME,
        "format": FORMAT,
        "made_at": moment,
        "model": fitted.candidate.model,
        "task": fitted.recipe.problem.task,
        "target": fitted.recipe.problem.target,
        "data_version": fitted.data_version,
        "recipe_fingerprint": fitted.recipe.fingerprint("fit", fitted.candidate),
        "versions": versions(fitted.candidate.model),
        "sha256": {name: hashlib.sha256(content).hexdigest() for name, content in members.items()},
    }


def _json(value: Any) -> bytes:
    return (json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _read(path: Path) -> dict[str, bytes]:
    """Return the members by fixed names; anything else in the file is refused."""
    try:
        with path.open("rb") as file:
            start = file.read(2)
        if start[:1] in (b"\x80", b"x") or start == b"\x1f\x8b":
            raise BundleError(
                "This file is not accepted because files of this kind can run programs.",
                "Use a bundle.zip that was made with Modelwright.",
            )
        with zipfile.ZipFile(path) as archive:
            return _members_of(archive)
    except FileNotFoundError as error:
        raise BundleError(f"There is no file '{shown(path.name)}'.", "Check the path.") from error
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError) as error:
        raise BundleError("The bundle is damaged or not a bundle at all.", AGAIN) from error
    except (OSError, RuntimeError, ValueError) as error:
        raise BundleError("The bundle cannot be read.", AGAIN) from error


def _members_of(archive: zipfile.ZipFile) -> dict[str, bytes]:
    names = [member.filename for member in archive.infolist()]
    strange = sorted(set(names) - set(LIMITS))
    if "manifest.json" not in names:
        raise BundleError(
            "This is a zip file, but not a Modelwright bundle.",
            "Choose a bundle.zip that was made on the Deploy page.",
        )
    if strange or len(names) != len(set(names)):
        what = f"an unknown file '{shown(strange[0])}'" if strange else "the same file twice"
        raise BundleError(f"The bundle holds {what}. It was not opened.", AGAIN)
    absent = sorted(set(LIMITS) - set(names) - set(LATER))
    if absent:
        raise BundleError(f"The bundle lacks the file '{absent[0]}'.", AGAIN)
    return {name: _member(archive, name) for name in LIMITS if name in names}


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as file:
        content = file.read(LIMITS[name] + 1)
    if len(content) > LIMITS[name]:
        limit = count(LIMITS[name] // MB, "MB", "MB")
        raise BundleError(f"The file '{name}' in the bundle is over {limit}.", AGAIN)
    return content


def _parsed(members: Mapping[str, bytes], name: str) -> Any:
    try:
        return json.loads(members[name])
    except (ValueError, RecursionError) as error:
        raise BundleError(f"The file '{name}' in the bundle is damaged.", AGAIN) from error


def _check_manifest(manifest: Any, members: Mapping[str, bytes]) -> None:
    if not isinstance(manifest, dict) or manifest.get("kind") != NAME:
        raise BundleError(
            "This is a zip file, but not a Modelwright bundle.",
            "Choose a bundle.zip that was made on the Deploy page.",
        )
    if manifest.get("format") != FORMAT:
        raise BundleError(
            f"The bundle has format {shown(manifest.get('format'), 20)}; "
            f"this version reads format {FORMAT}.",
            "Open it with the version of Modelwright that made it.",
        )
    hashes, wanted = manifest.get("sha256"), manifest.get("versions")
    if not isinstance(hashes, dict) or not isinstance(wanted, dict):
        raise BundleError("The file 'manifest.json' in the bundle is damaged.", AGAIN)
    for name, content in members.items():
        if name != "manifest.json" and hashes.get(name) != hashlib.sha256(content).hexdigest():
            raise BundleError(f"The file '{name}' in the bundle was changed or damaged.", AGAIN)
    gone = sorted(set(hashes) - set(members))
    if gone:
        raise BundleError(f"The bundle lacks the file '{shown(gone[0], 40)}'.", AGAIN)
    if not all(isinstance(version, str) for version in wanted.values()):
        raise BundleError("The file 'manifest.json' in the bundle is damaged.", AGAIN)


def _fitted(members: Mapping[str, bytes]) -> FittedModel:
    facts = _parsed(members, "model.json")
    recipe: Recipe = read_recipe(members["recipe.json"].decode("utf-8", "replace"))
    candidate = facts["candidate"]
    return FittedModel(
        pipeline=read_pipeline(members["pipeline.skops"]),
        recipe=recipe,
        candidate=Candidate(
            str(candidate["model"]), candidate["params"], label=str(candidate["label"])
        ),
        classes=tuple(str(name) for name in facts["classes"]),
        features=tuple(str(name) for name in facts["features"]),
        schema=schema_from(_parsed(members, "schema.json")),
        data_version=str(facts["data_version"]),
        rows=int(facts["rows"]),
        whole=int(facts.get("training_rows", 0)),
        margin=_margin(facts.get("interval")),
        naive_error=_naive_error(facts.get("naive_error")),
    )


def _naive_error(value: Any) -> float:
    """Return the error of the naive forecast, NaN where it is not defined or not kept."""
    error = math.nan if value is None else float(value)
    if not math.isnan(error) and not 0 < error < math.inf:
        raise ValueError("no error")
    return error


def _margin(values: Any) -> Margin | None:
    """Return the margin of a bundle, None of one made before there were intervals."""
    if values is None:
        return None
    margin = Margin(float(values["half"]), int(values["rows"]), float(values["level"]))
    if not (0 <= margin.half < math.inf and 0 < margin.level < 1):
        raise ValueError("no margin")
    return margin
