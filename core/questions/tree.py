"""The questions in their order, each answer with an example."""

from __future__ import annotations

from core.questions import endings, without_model
from core.questions.words import Answer, Question

HOW_MANY = Question(
    "How many answers are possible?",
    "Two outcomes can be ranked by one probability; more need one for each.",
    (
        Answer(
            "two",
            "Two, such as yes and no",
            "Will this customer leave within 30 days? Will this loan be paid back?",
            "A column with two values.",
            endings.YES_NO,
        ),
        Answer(
            "several",
            "Three or more",
            "Which of five teams should get this ticket? What caused this complaint?",
            "A column with three or more values that repeat.",
            endings.KINDS,
        ),
    ),
)
KNOWN_AHEAD = Question(
    "Will you know the other columns when you predict?",
    "A model may only use what is known at the moment of the prediction.",
    (
        Answer(
            "known",
            "Yes, some of them",
            "Tomorrow's prices, opening hours and weather forecast are known today.",
            "A column of dates, and columns that are known beforehand.",
            endings.SERIES_KNOWN,
        ),
        Answer(
            "alone",
            "No, only the date",
            "How many passengers will fly in each month of next year?",
            "A column of dates, and a column of numbers.",
            endings.SERIES_ALONE,
        ),
    ),
)
KNOWN_GROUPS = Question(
    "Do you know the groups already?",
    "A model learns from members whose group is known.",
    (
        Answer(
            "yes",
            "Yes, and for some members",
            "Which of our four kinds of customers does this new customer belong to?",
            "A column that names the group of each member.",
            endings.GROUPS_KNOWN,
        ),
        Answer(
            "no",
            "No, I want to find them",
            "What kinds of customers do we have at all?",
            "Columns that describe each member.",
            without_model.GROUPS_UNKNOWN,
        ),
    ),
)
KNOWN_CASES = Question(
    "Do you have past cases where the answer is known?",
    "A model learns what is odd from cases that somebody has checked.",
    (
        Answer(
            "yes",
            "Yes, some are known to be odd",
            "Payments that were checked: fraud or not. Machines that failed or ran on.",
            "A column that says which cases were odd.",
            endings.ODD_KNOWN,
        ),
        Answer(
            "no",
            "No, nothing is labelled",
            "A year of payments, of which nobody has checked one.",
            "Columns that describe each case.",
            without_model.ODD_UNKNOWN,
        ),
    ),
)
PAST_OFFERS = Question(
    "What do you know of the past?",
    "To tell what is liked, a model needs to see what is not.",
    (
        Answer(
            "answered",
            "What was taken and what was not",
            "Calls of a bank: who opened a deposit, and who said no.",
            "One row for each person and offer, with taken or not.",
            endings.OFFER_ANSWERED,
        ),
        Answer(
            "rated",
            "Ratings or amounts",
            "Stars for films, minutes listened to a song, points for a restaurant.",
            "One row for each person and thing, with the rating.",
            endings.OFFER_RATED,
        ),
        Answer(
            "taken",
            "Only what was bought",
            "The receipts of an online shop.",
            "One row for each purchase.",
            without_model.OFFER_TAKEN,
        ),
    ),
)
FIRST = Question(
    "What do you want to know?",
    "The answer decides what your table must hold.",
    (
        Answer(
            "amount",
            "How much or how many?",
            "What will this house sell for? How many days will this repair take?",
            "Past cases, with the amount in one column.",
            endings.AMOUNT,
        ),
        Answer(
            "which",
            "Which answer will it be?",
            "Will this customer leave? Which team should get this ticket?",
            "Past cases, with the right answer in one column.",
            HOW_MANY,
        ),
        Answer(
            "next",
            "What comes next?",
            "How much of each article will we sell on each day of next week?",
            "One row for each period, with its date and its value.",
            KNOWN_AHEAD,
        ),
        Answer(
            "groups",
            "Which ones belong together?",
            "Which customers are of one kind, and can be spoken to alike?",
            "One row for each member, with what describes it.",
            KNOWN_GROUPS,
        ),
        Answer(
            "odd",
            "Which ones are odd?",
            "Which payments look like fraud? Which machine will fail?",
            "One row for each case, the odd ones and the plain ones.",
            KNOWN_CASES,
        ),
        Answer(
            "offer",
            "Who would like what?",
            "Which article should this customer be offered next?",
            "One row for each person and thing, and what came of it.",
            PAST_OFFERS,
        ),
    ),
)
