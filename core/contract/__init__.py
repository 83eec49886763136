"""The data contract: what rows must look like, written from training rows, checked ever after.

>>> import pandas as pd
>>> rule = Rule("range", ("age",), low=18.0, high=90.0)
>>> found = check(pd.DataFrame({"age": [20.0, 130.0]}), Contract((rule,)))
>>> found.notes
("1 value of 'age' outside 18 to 90: 130.",)
"""

from __future__ import annotations

from core.contract.checking import Breach, Report, check, refuse
from core.contract.file import contract_from, contract_json, read_contract, write_contract
from core.contract.rules import RULES, SEVERITIES, Contract, Rule
from core.contract.writing import Facts, contract_of

__all__ = [
    "RULES",
    "SEVERITIES",
    "Breach",
    "Contract",
    "Facts",
    "Report",
    "Rule",
    "check",
    "contract_from",
    "contract_json",
    "contract_of",
    "read_contract",
    "refuse",
    "write_contract",
]
