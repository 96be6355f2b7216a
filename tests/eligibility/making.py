"""Answers on which the rules of eligibility are tried."""

from typing import Any

FITS: dict[str, Any] = {
    "help_types": ["fear_return"],
    "has_lawyer": "no",
    "location_kind": "in_us",
    "us_state": "TX",
    "detained_now": "no",
    "household_size": 2,
    "income": "amount",
    "income_amount": 900,
    "income_period": "month",
    "removal_soon": "no",
    "court_case": "no",
    "bad_decision": "none",
    "asylum_filed": "yes",
    "asylum_filed_date": "2026-10-01",
    "asylum_filed_where": "court",
    "fee_notice": "no",
}
"""Someone for whom every rule says likely, and on whom no ground of E7 lies."""

COUNSEL: dict[str, Any] = {"has_lawyer": "yes", "lawyer_scope": "whole_case"}
