"""Samples in which rows are grouped, without a column that says how."""

from __future__ import annotations

from core.samples.sample import Sample

WHOLESALE = Sample(
    name="wholesale",
    title="Wholesale customers",
    question="What kinds of customers does a wholesaler have?",
    task="clustering",
    rows=440,
    columns=8,
    licence="CC BY 4.0",
    citation="M. Cardoso (2014), Wholesale customers, UCI Machine Learning Repository",
    lesson=(
        "A few customers buy a hundred times as much as others: without logarithms, groups "
        "only tell large from small. Channel and region are codes, kept aside to compare with."
    ),
    teaches=("skew", "scale", "small"),
    expected=("silhouette", 0.27, 0.31),
    method="k-means with two groups on standardised logarithms of the six amounts",
    roles=(("Channel", "ignore"), ("Region", "ignore")),
)
SHOP_CUSTOMERS = Sample(
    name="shop_customers",
    title="Customers of an online shop",
    question="Which groups of customers does an online shop have?",
    task="clustering",
    rows=4264,
    columns=8,
    licence="CC BY 4.0",
    citation=(
        "D. Chen (2019), Online Retail II, UCI Machine Learning Repository; the last twelve "
        "months summed up for each customer"
    ),
    lesson=(
        "How long ago, how often and how much say most about a customer. The clearest split "
        "is into two groups; whether four are more useful is no question of a score."
    ),
    teaches=("skew", "scale"),
    expected=("silhouette", 0.40, 0.46),
    method=(
        "k-means with two groups on standardised logarithms of days_since_last, orders and spent"
    ),
    ids=("customer",),
    roles=(("customer", "id"),),
)
