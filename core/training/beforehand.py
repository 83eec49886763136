"""How long a comparison will take, before it begins."""

from __future__ import annotations

from core.recipe import Recipe
from core.table import Dataset
from core.training.compare import with_baseline
from core.training.estimate import Estimate, estimate
from core.training.material import material_of
from core.training.timing import SECONDS, Bench, measure


def training_time(
    recipe: Recipe, dataset: Dataset, cores: int = 1, seconds: float = SECONDS
) -> Estimate:
    """Say about how long a comparison will take, from small fits that are measured for it.

    `seconds` is about how long the measuring itself may take. The estimate has no span where a
    candidate could not be fitted.
    """
    candidates, material = with_baseline(recipe), material_of(recipe, dataset)
    points = measure(Bench(recipe, candidates, material), cores, seconds)
    return estimate(recipe, candidates, len(material.train), points, cores)
