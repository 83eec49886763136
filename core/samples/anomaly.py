"""Samples in which a few rows are unlike all others."""

from __future__ import annotations

from core.samples.sample import Sample

THYROID = Sample(
    name="thyroid",
    title="Thyroid tests",
    question="Which blood tests look unlike those of healthy people?",
    task="anomaly",
    rows=7200,
    columns=22,
    licence="CC BY 4.0",
    citation=(
        "R. Quinlan (1987), Thyroid Disease, UCI Machine Learning Repository; scaled as in "
        "G. Pang's repository of anomaly detection data"
    ),
    lesson=(
        "7 % of the rows are labelled as ill, and odd is not the same as ill: without the "
        "labels they are hardly found. Choose ‘class’ as the target and it becomes easy."
    ),
    teaches=("imbalance",),
    expected=("roc_auc", 0.56, 0.70),
    method="an isolation forest, judged by the label, which it does not see",
    roles=(("class", "ignore"),),
)
TAXI = Sample(
    name="taxi",
    title="Taxi rides",
    question="On which days did people in New York take taxis unlike on others?",
    task="anomaly",
    rows=10320,
    columns=2,
    licence="MIT",
    citation="S. Ahmad et al. (2017), Numenta Anomaly Benchmark, NYC taxi",
    lesson=(
        "Five events are known: a marathon, Thanksgiving, Christmas, New Year and a blizzard. "
        "What is odd depends on the hour and the weekday, so compare like with like."
    ),
    teaches=("time",),
    expected=("events", 0.8, 1.0),
    method=(
        "the ten days farthest from the median of the same weekday and half-hour, against "
        "the five known events"
    ),
    roles=(("timestamp", "time"),),
)
EVENTS = (
    ("2014-10-30", "2014-11-03"),
    ("2014-11-25", "2014-11-29"),
    ("2014-12-23", "2014-12-27"),
    ("2014-12-29", "2015-01-03"),
    ("2015-01-24", "2015-01-29"),
)
