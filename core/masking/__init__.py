"""Masks: make the values of a column say less about a person, before anything is stored.

The masks are part of the source's settings in a recipe, so that a replay, the command line, a
batch and a request treat new rows in the same way. A value that is masked already stays.

>>> import pandas as pd
>>> masks = Masks((Mask("mail", "domain"), Mask("name", "drop")))
>>> frame = pd.DataFrame({"mail": ["ann@site.example"], "name": ["Ann"]})
>>> masked(frame, masks)[0].to_dict("list")
{'mail': ['site.example']}
"""

from __future__ import annotations

from core.masking.apply import masked, masked_rows, masked_table, said_of_masked
from core.masking.masks import (
    ASK,
    KEY,
    STORED,
    WAYS,
    Mask,
    Masks,
    masks_from,
    masks_in,
    masks_to,
    new_salt,
    source_of_masked,
    with_inner_masks,
)
from core.masking.propose import Proposal, masks_proposed, proposals_from, proposals_to

__all__ = [
    "ASK",
    "KEY",
    "STORED",
    "WAYS",
    "Mask",
    "Masks",
    "Proposal",
    "masked",
    "masked_rows",
    "masked_table",
    "masks_from",
    "masks_in",
    "masks_proposed",
    "masks_to",
    "new_salt",
    "proposals_from",
    "proposals_to",
    "said_of_masked",
    "source_of_masked",
    "with_inner_masks",
]
