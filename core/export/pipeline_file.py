"""Keep a fitted pipeline as a file that cannot run programs when it is read.

The format is that of skops: a zip of JSON and plain arrays. Only the types named here are
ever built; a file that holds any other type is refused before anything is built.
"""

from __future__ import annotations

import io
import json
import zipfile
from functools import cache
from typing import Any

from core.errors import BundleError
from core.text import shown

FIXED_TIME = (1980, 1, 1, 0, 0, 0)
MOST_BYTES = 2 << 30

_TYPES = frozenset(
    {
        "collections.OrderedDict",
        "functools.partial",
        "lightgbm.basic.Booster",
        "lightgbm.sklearn.LGBMClassifier",
        "lightgbm.sklearn.LGBMRegressor",
        "numpy.dtype",
        "sklearn.calibration._CalibratedClassifier",
        "sklearn.calibration._SigmoidCalibration",
        "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
        "sklearn.model_selection._split.KFold",
        "sklearn.neural_network._stochastic_optimizers.AdamOptimizer",
        "sklearn.tree._tree.Tree",
        "sklearn.utils.validation.check_array",
        "xgboost.core.Booster",
        "xgboost.sklearn.XGBClassifier",
        "xgboost.sklearn.XGBRegressor",
    }
)


@cache
def trusted_types() -> frozenset[str]:
    """Return every type a pipeline file may hold beyond skops' own list: ours included."""
    return _TYPES | own_types()


def own_types() -> frozenset[str]:
    """Return the dotted names of this project's own estimators."""
    import importlib
    import inspect
    import pkgutil

    from sklearn.base import BaseEstimator

    import core.estimators as room

    found = set()
    for module in pkgutil.iter_modules(room.__path__):
        part = importlib.import_module(f"{room.__name__}.{module.name}")
        for name, value in inspect.getmembers(part, inspect.isclass):
            if value.__module__ == part.__name__ and issubclass(value, BaseEstimator):
                found.add(f"{part.__name__}.{name}")
    return frozenset(found)


def write_pipeline(pipeline: Any) -> bytes:
    """Return the file's content; the same pipeline always gives the same bytes.

    Steps that only change training rows (samplers) are left out: predicting never runs them.
    """
    from skops.io import dumps

    return _settled(dumps(without_samplers(pipeline)))


def without_samplers(pipeline: Any) -> Any:
    """Return the pipeline as predicting runs it: a plain scikit-learn one."""
    from sklearn.pipeline import Pipeline

    return Pipeline([(n, stage) for n, stage in pipeline.steps if not n.startswith("rows")])


def read_pipeline(content: bytes) -> Any:
    """Return the pipeline of a file, or refuse it naming what is wrong."""
    from sklearn.pipeline import Pipeline
    from skops.io import get_untrusted_types, loads

    _check_size(content)
    try:
        asked = set(get_untrusted_types(data=content))
        strange = sorted(asked - trusted_types())
        if strange:
            raise BundleError(
                f"The model holds '{shown(strange[0])}', which could run programs. "
                "It was not opened.",
                "Only open bundles that were made with Modelwright.",
            )
        pipeline = loads(content, trusted=sorted(asked))
    except (ValueError, TypeError, KeyError, AttributeError, ImportError, OSError) as error:
        raise _damaged() from error
    except (zipfile.BadZipFile, RecursionError, NotImplementedError) as error:
        raise _damaged() from error
    if type(pipeline) is not Pipeline or not pipeline.steps:
        raise _damaged()
    return pipeline


def _damaged() -> BundleError:
    return BundleError("The model in the bundle is damaged.", "Export the bundle again.")


def _check_size(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            total = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, ValueError) as error:
        raise _damaged() from error
    if total > MOST_BYTES:
        raise BundleError(
            f"The model would unpack to {total / 1e9:.1f} GB; the limit is 2 GB.",
            "Train a smaller model.",
        )


def _settled(content: bytes) -> bytes:
    """Number the parts of a skops file in order, so that it does not depend on memory."""
    source = zipfile.ZipFile(io.BytesIO(content))
    schema = json.loads(source.read("schema.json"))
    names: dict[str, str] = {}
    _renumber(schema, {}, names)
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as archive:
        for old, new in names.items():
            archive.writestr(zipped(new), source.read(old))
        archive.writestr(zipped("schema.json"), json.dumps(schema, separators=(",", ":")))
    return result.getvalue()


def zipped(name: str) -> zipfile.ZipInfo:
    """Return a compressed zip member that carries no time of its own."""
    member = zipfile.ZipInfo(name, FIXED_TIME)
    member.compress_type = zipfile.ZIP_DEFLATED
    return member


def _renumber(node: Any, numbers: dict[int, int], names: dict[str, str]) -> None:
    if isinstance(node, list):
        for inner in node:
            _renumber(inner, numbers, names)
    elif isinstance(node, dict):
        if isinstance(node.get("__id__"), int):
            node["__id__"] = numbers.setdefault(node["__id__"], len(numbers) + 1)
        if "__loader__" in node and isinstance(node.get("file"), str):
            old = node["file"]
            node["file"] = names.setdefault(old, f"{len(names) + 1}.{old.rpartition('.')[2]}")
        for inner in node.values():
            _renumber(inner, numbers, names)
