"""Every rule of urgency: one function each, its provision in its docstring.

Each file of this folder is imported, and registers its rules. R19 (VAWA, two years after divorce
or death) needs questions that nobody is asked here, so there is none.
"""

from collections.abc import Mapping
from importlib import import_module
from operator import itemgetter
from pkgutil import iter_modules

from intake.triage.findings import FUNCTIONS, REGISTERED, Rule, Statement

for file in iter_modules(__path__):
    import_module(f"{__name__}.{file.name}")

RULES = tuple(function for _, function in sorted(FUNCTIONS, key=itemgetter(0)))
"""The functions of all rules, in the order of their numbers."""

BY_NUMBER: Mapping[str, Rule] = dict(sorted(REGISTERED.items()))

TO_CONFIRM: dict[Statement, list[str]] = {}
"""Statements of law that an attorney must still confirm, each with the rules that rest on it."""

for number, rule in BY_NUMBER.items():
    for statement in rule.to_confirm:
        TO_CONFIRM.setdefault(statement, []).append(number)
