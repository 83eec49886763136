"""Read the trees of scikit-learn, XGBoost and LightGBM into one form."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.explain.forest import CODES, Forest, Tree, no_codes

RAW = "log-odds"
PROBABILITY = "probability"
LEAST_COVER = 1e-12


class Unreadable(Exception):
    """Trees in a shape that cannot be read; another method has to explain the model."""


def read_forest(model: Any) -> tuple[Forest, str]:
    """Return the trees of a fitted model, and whether they add up to log-odds or probability.

    For regression the second part has no meaning. Raises `Unreadable`.
    """
    for fits, read in _READERS:
        if fits(model):
            forest, space = read(model)
            return _binary(forest, model, space), space
    raise Unreadable(type(model).__name__)


def _binary(forest: Forest, model: Any, space: str) -> Forest:
    """Keep the positive class only, where a model gives the probability of both."""
    if space != PROBABILITY or len(getattr(model, "classes_", ())) != 2:
        return forest
    trees = tuple(_with_value(tree, tree.value[:, 1:]) for tree in forest.trees)
    return Forest(trees, forest.offset[1:], forest.single)


def _with_value(tree: Tree, value: NDArray[np.float64]) -> Tree:
    parts = {name: getattr(tree, name) for name in Tree.__dataclass_fields__}
    return Tree(**{**parts, "value": np.ascontiguousarray(value)})


def _into_output(value: NDArray[Any], output: int, outputs: int) -> NDArray[np.float64]:
    wide = np.zeros((len(value), outputs))
    wide[:, output] = value
    return wide


# ---- scikit-learn: one tree, or the mean of many -------------------------------------


def _sklearn_forest(model: Any) -> tuple[Forest, str]:
    estimators = model.estimators_ if hasattr(model, "estimators_") else [model]
    trees = tuple(_sklearn_tree(inner.tree_, len(estimators)) for inner in estimators)
    return Forest(trees, np.zeros(trees[0].value.shape[1]), single=True), PROBABILITY


def _sklearn_tree(tree: Any, share: int) -> Tree:
    codes, code_left = no_codes(tree.node_count)
    value = tree.value[:, 0, :]
    return Tree(
        left=tree.children_left.astype(np.int64),
        right=tree.children_right.astype(np.int64),
        column=tree.feature.astype(np.int64),
        threshold=tree.threshold.astype(np.float64),
        missing_left=tree.missing_go_to_left.astype(np.bool_),
        cover=tree.weighted_n_node_samples.astype(np.float64),
        value=np.ascontiguousarray(value / share),
        codes=codes,
        code_left=code_left,
    )


def _is_sklearn_tree(model: Any) -> bool:
    from sklearn.ensemble._forest import ForestClassifier, ForestRegressor
    from sklearn.tree import BaseDecisionTree

    single_output = getattr(model, "n_outputs_", 1) == 1
    return single_output and isinstance(
        model, BaseDecisionTree | ForestClassifier | ForestRegressor
    )


# ---- scikit-learn: histogram boosting ------------------------------------------------


def _is_hist(model: Any) -> bool:
    from sklearn.ensemble._hist_gradient_boosting.gradient_boosting import BaseHistGradientBoosting

    return isinstance(model, BaseHistGradientBoosting)


def _hist_forest(model: Any) -> tuple[Forest, str]:
    outputs = len(model._predictors[0])
    places = _hist_columns(model)
    known = model._bin_mapper.make_known_categories_bitsets()
    trees = [
        _hist_tree(predictor, places, known, (output, outputs))
        for iteration in model._predictors
        for output, predictor in enumerate(iteration)
    ]
    return Forest(tuple(trees), np.ravel(model._baseline_prediction).astype(np.float64)), RAW


def _hist_columns(model: Any) -> NDArray[np.int64]:
    """Undo the order the model works in: category codes first, then numbers."""
    coded = model.is_categorical_
    if coded is None:
        return np.arange(model.n_features_in_)
    encoder = model._preprocessor.named_transformers_["encoder"]
    for categories in encoder.categories_:
        known = np.asarray(categories, dtype=np.float64)
        known = known[~np.isnan(known)]
        if not np.array_equal(known, np.arange(len(known))):
            raise Unreadable("category codes with gaps")
    return np.concatenate([np.flatnonzero(coded), np.flatnonzero(~coded)])


def _hist_tree(
    predictor: Any, places: NDArray[np.int64], known: tuple[Any, Any], output: tuple[int, int]
) -> Tree:
    nodes = predictor.nodes
    leaf = nodes["is_leaf"].astype(bool)
    coded = nodes["is_categorical"].astype(bool) & ~leaf
    codes, code_left = no_codes(len(nodes))
    missing_left = nodes["missing_go_to_left"].astype(bool)
    if coded.any():
        codes[coded] = np.arange(int(coded.sum()))
        code_left = np.stack(
            [
                _hist_lookup(predictor, nodes[place], known, bool(missing_left[place]))
                for place in np.flatnonzero(coded)
            ]
        )
    return Tree(
        left=np.where(leaf, -1, nodes["left"].astype(np.int64)),
        right=np.where(leaf, -1, nodes["right"].astype(np.int64)),
        column=places[nodes["feature_idx"]].astype(np.int64),
        threshold=nodes["num_threshold"].astype(np.float64),
        missing_left=missing_left,
        cover=nodes["count"].astype(np.float64),
        value=_into_output(np.where(leaf, nodes["value"], 0.0), *output),
        codes=codes,
        code_left=code_left,
    )


def _hist_lookup(
    predictor: Any, node: Any, known: tuple[Any, Any], missing_left: bool
) -> NDArray[np.bool_]:
    bitsets, index = known
    left = _bits(predictor.raw_left_cat_bitsets[node["bitset_idx"]])
    seen = _bits(bitsets[index[node["feature_idx"]]])
    result = np.full(CODES, missing_left)
    result[: len(left)] = left | (missing_left & ~seen)
    return result


def _bits(words: NDArray[np.uint32]) -> NDArray[np.bool_]:
    return np.unpackbits(words.astype("<u4").view(np.uint8), bitorder="little").astype(np.bool_)


# ---- XGBoost -------------------------------------------------------------------------


def _xgboost_forest(model: Any) -> tuple[Forest, str]:
    content = json.loads(model.get_booster().save_raw("json"))["learner"]
    booster = content["gradient_booster"]
    if booster["name"] != "gbtree":
        raise Unreadable(booster["name"])
    outputs = max(int(content["learner_model_param"]["num_class"]), 1)
    each = outputs * int(booster["model"]["gbtree_model_param"]["num_parallel_tree"])
    best = getattr(model, "best_iteration", None)
    stop = None if best is None else (best + 1) * each
    trees = [
        _xgboost_tree(tree, (output, outputs))
        for tree, output in zip(
            booster["model"]["trees"][:stop], booster["model"]["tree_info"][:stop], strict=True
        )
    ]
    forest = Forest(tuple(trees), np.zeros(outputs), single=True)
    return Forest(forest.trees, _xgboost_base(model, outputs) - _mean_of(forest), True), RAW


def _xgboost_base(model: Any, outputs: int) -> NDArray[np.float64]:
    from xgboost import DMatrix

    blank = np.full((1, model.n_features_in_), np.nan)
    booster = model.get_booster()
    rows = DMatrix(blank, feature_types=booster.feature_types, enable_categorical=True, nthread=1)
    values = booster.predict(rows, pred_contribs=True)
    return np.asarray(values, dtype=np.float64).reshape(outputs, -1)[:, -1]


def _mean_of(forest: Forest) -> NDArray[np.float64]:
    total = forest.offset.copy()
    for tree in forest.trees:
        leaves = tree.left < 0
        total += (tree.value[leaves] * tree.cover[leaves, None]).sum(axis=0) / tree.cover[0]
    return total


def _xgboost_tree(tree: Mapping[str, Any], output: tuple[int, int]) -> Tree:
    if int(tree["tree_param"]["size_leaf_vector"]) > 1:
        raise Unreadable("trees with several outputs")
    left = np.asarray(tree["left_children"], dtype=np.int64)
    leaf = left < 0
    conditions = np.asarray(tree["split_conditions"], dtype=np.float32)
    codes, code_left = _xgboost_lookups(tree, len(left))
    return Tree(
        left=left,
        right=np.asarray(tree["right_children"], dtype=np.int64),
        column=np.asarray(tree["split_indices"], dtype=np.int64),
        # "less than" among 32-bit numbers is "at most the one before"
        threshold=np.nextafter(conditions, np.float32(-np.inf)).astype(np.float64),
        missing_left=np.asarray(tree["default_left"], dtype=np.bool_),
        cover=np.maximum(np.asarray(tree["sum_hessian"], dtype=np.float64), LEAST_COVER),
        value=_into_output(np.where(leaf, conditions, 0.0), *output),
        codes=codes,
        code_left=code_left,
    )


def _xgboost_lookups(
    tree: Mapping[str, Any], nodes: int
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    codes, code_left = no_codes(nodes)
    if not tree["categories_nodes"]:
        return codes, code_left
    codes[tree["categories_nodes"]] = np.arange(len(tree["categories_nodes"]))
    code_left = np.ones((len(tree["categories_nodes"]), CODES), dtype=np.bool_)
    for place, (start, size) in enumerate(
        zip(tree["categories_segments"], tree["categories_sizes"], strict=True)
    ):
        code_left[place, tree["categories"][start : start + size]] = False
    return codes, code_left


# ---- LightGBM ------------------------------------------------------------------------


def _lightgbm_forest(model: Any) -> tuple[Forest, str]:
    content = model.booster_.dump_model()
    outputs = int(content["num_tree_per_iteration"])
    share = len(content["tree_info"]) // outputs if content.get("average_output") else 1
    trees = [
        _lightgbm_tree(tree["tree_structure"], (number % outputs, outputs), share)
        for number, tree in enumerate(content["tree_info"])
    ]
    return Forest(tuple(trees), np.zeros(outputs)), RAW


def _lightgbm_tree(root: Mapping[str, Any], output: tuple[int, int], share: int) -> Tree:
    nodes = _flat(root)
    size = len(nodes)
    codes, code_left = no_codes(size)
    left, right = np.full(size, -1), np.full(size, -1)
    column, cover = np.zeros(size, dtype=np.int64), np.zeros(size)
    threshold, value = np.zeros(size), np.zeros(size)
    missing_left = np.zeros(size, dtype=np.bool_)
    lookups: list[NDArray[np.bool_]] = []
    for place, (node, below) in enumerate(nodes):
        if below is None:
            value[place] = node["leaf_value"] / share
            cover[place] = node.get("leaf_count", 1)
            continue
        left[place], right[place] = below
        column[place], cover[place] = node["split_feature"], node["internal_count"]
        if node["decision_type"] == "==":
            codes[place] = len(lookups)
            lookups.append(_lightgbm_lookup(node["threshold"]))
            continue
        threshold[place] = node["threshold"]
        missing_left[place] = _lightgbm_missing(node)
    wide = _into_output(value, *output)
    table = np.stack(lookups) if lookups else code_left
    cover = np.maximum(cover, LEAST_COVER)
    return Tree(left, right, column, threshold, missing_left, cover, wide, codes, table)


def _lightgbm_missing(node: Mapping[str, Any]) -> bool:
    if node["missing_type"] == "Zero":
        raise Unreadable("zero read as missing")
    if node["missing_type"] == "None":
        return bool(node["threshold"] >= 0)
    return bool(node["default_left"])


def _lightgbm_lookup(codes: str) -> NDArray[np.bool_]:
    lookup = np.zeros(CODES, dtype=np.bool_)
    lookup[[int(code) for code in str(codes).split("||")]] = True
    return lookup


def _flat(root: Mapping[str, Any]) -> list[tuple[Mapping[str, Any], tuple[int, int] | None]]:
    """Number nested nodes, the root first, without recursion."""
    order: list[Mapping[str, Any]] = [root]
    below: list[tuple[int, int] | None] = []
    for node in order:
        if "left_child" in node:
            below.append((len(order), len(order) + 1))
            order += [node["left_child"], node["right_child"]]
        else:
            below.append(None)
    return list(zip(order, below, strict=True))


_READERS: tuple[tuple[Callable[[Any], bool], Callable[[Any], tuple[Forest, str]]], ...] = (
    (lambda model: hasattr(model, "get_booster"), _xgboost_forest),
    (lambda model: hasattr(model, "booster_"), _lightgbm_forest),
    (_is_hist, _hist_forest),
    (_is_sklearn_tree, _sklearn_forest),
)
