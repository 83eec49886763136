"""Features: the steps that build, encode and select what a model learns from."""

from __future__ import annotations

from pages.ui import findings, insight, proposing
from pages.ui.anatomy import footer, page, what_this_means
from pages.ui.guards import need_project, need_target
from pages.ui.steps import step_list, step_picker

EXPLAINED = """
A model sees numbers only, so categories, dates and texts are turned into numbers here. New
columns made from what you know about the subject often help more than another model. Selecting
columns looks at the target, so it runs inside each fold: selecting before the split is one of
the classic ways to fool oneself.
"""

page("Features", "Build, encode and select what a model learns from.")
need_project()
proposing.show()
table = need_target()
findings.show(insight.findings_on("features"), "features")
step_list("features", table)
step_picker("features", table)
what_this_means(EXPLAINED)
footer("features")
