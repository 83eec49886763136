"""The endings at which no model is trained: what is missing, and what can be done today."""

from __future__ import annotations

from core.questions.words import Ending

EXPLORE = "Explore shows how each column is spread and which columns go together."

GROUPS_UNKNOWN = Ending(
    name="groups_unknown",
    title="No model: look first, then name the groups",
    asked="groups that nobody has named yet",
    says="Modelwright learns from known answers. It does not find groups by itself.",
    row="One member: one customer, one product, one shop.",
    limit="How many groups there are is a choice, and no score makes it for you.",
    today=(
        EXPLORE,
        "Clean caps extreme values, which would otherwise hide every group but the largest.",
        "Name the group of some hundred members yourself. Then a model can put all others into "
        "one: come back and answer “Yes”.",
    ),
    sample="shop_customers",
)
ODD_UNKNOWN = Ending(
    name="odd_unknown",
    title="No model: find extremes, then label some cases",
    asked="odd cases that nobody has labelled yet",
    says="Modelwright learns from known answers. Without them it cannot tell odd from rare.",
    row="One case: one payment, one reading, one day.",
    limit="Extreme is not the same as wrong: a very large order may be the best one of the year.",
    today=(
        EXPLORE,
        "Clean names the columns with extreme values, drops such rows or caps the values, and "
        "shows what that changes.",
        "Check some hundred cases by hand, the extreme ones among them, and write down which are "
        "odd. Then a model can rank all others: come back and answer “Yes”.",
    ),
    sample="wholesale",
)
OFFER_TAKEN = Ending(
    name="offer_taken",
    title="No model: add what was not taken first",
    asked="a recommendation from purchases alone",
    says="A list of purchases has only one answer: bought. Modelwright needs both answers to tell "
    "them apart.",
    row="One purchase of one article by one customer.",
    limit="What somebody did not buy may never have been seen, which is no refusal.",
    today=(
        "Explore shows which articles and customers are frequent: the best sold articles are a "
        "recommendation that is hard to beat.",
        "Note from now on what was offered and not taken, or add rows for articles that a customer "
        "has seen and left. Then a model can learn: come back and answer “What was taken and what "
        "was not”.",
    ),
    sample="shop_baskets",
)
