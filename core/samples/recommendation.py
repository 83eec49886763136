"""Samples in which somebody is offered what they may like."""

from __future__ import annotations

from core.samples.sample import Sample

FILMS = Sample(
    name="films",
    title="Film ratings",
    question="Which film should this viewer see next?",
    task="recommend",
    rows=81915,
    columns=7,
    licence="MovieLens terms: research, not commercial; the terms are beside the data",
    citation=(
        "F. M. Harper, J. A. Konstan (2015), The MovieLens Datasets: History and Context, "
        "ACM TiiS 5(4); ml-latest-small of October 2016, films with at least ten ratings"
    ),
    lesson=(
        "The most popular films are a baseline that is hard to beat, and they say nothing about "
        "a person. People rate what they chose to see: what is missing is not disliked."
    ),
    teaches=("categories", "time"),
    expected=("hit_rate", 0.03, 0.07),
    method="the ten most popular films not yet seen, against the last one rated by each viewer",
    ids=("movieId", "title"),
    roles=(("movieId", "id"), ("title", "id"), ("userId", "group"), ("timestamp", "time")),
    conditions=True,
)
SHOP_BASKETS = Sample(
    name="shop_baskets",
    title="Purchases of an online shop",
    question="Which article should this customer be offered next?",
    task="recommend",
    rows=59301,
    columns=6,
    licence="CC BY 4.0",
    citation=(
        "D. Chen (2019), Online Retail II, UCI Machine Learning Repository; the last twelve "
        "months of British customers with 30 or more articles, for articles with 200 or more "
        "customers"
    ),
    lesson=(
        "Nobody gave a rating: a purchase is the only sign, and how often it was repeated. "
        "One article has several descriptions, so count by its number."
    ),
    teaches=("categories", "time"),
    expected=("hit_rate", 0.03, 0.07),
    method="the ten most sold articles not yet bought, against the last one of each customer",
    ids=("item", "description"),
    roles=(("item", "id"), ("description", "id"), ("customer", "group"), ("last_bought", "time")),
)
