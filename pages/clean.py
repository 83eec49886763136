"""Clean: the list of steps that repair columns and rows, each with its effect."""

from __future__ import annotations

from pages.ui import findings, insight, proposing
from pages.ui.anatomy import footer, page, what_this_means
from pages.ui.guards import need_table
from pages.ui.steps import step_list, step_picker

EXPLAINED = """
Steps run from top to bottom. Those marked *before the split* treat every row alike and learn
nothing. Those marked *inside each fold* learn from the training rows of each fold only, such as
the median that fills a gap: so no test row can leak into training. An order that would leak is
refused with a sentence.
"""

page("Clean", "Repair columns and rows, step by step; every step can be changed or switched off.")
table = need_table()
proposing.show()
findings.show(insight.findings_on("clean"), "clean")
step_list("clean", table)
step_picker("clean", table)
what_this_means(EXPLAINED)
footer("clean")
