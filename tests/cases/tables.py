"""Literal tables of moves, acts and reasons, with which the product's own are compared."""

WORK = ("attorney", "caseworker", "supervisor")
DECIDE = ("attorney", "supervisor")

ROLES = ("administrator", "attorney", "caseworker", "reporter", "supervisor", "volunteer")

MOVES: dict[str, dict[str, tuple[str, ...]]] = {
    "new": {"triage": WORK, "conflict_hold": WORK, "closed": WORK},
    "conflict_hold": {"triage": DECIDE, "closed": DECIDE},
    "triage": {"info_needed": WORK, "call_booked": WORK, "conflict_hold": WORK, "closed": WORK},
    "info_needed": {"triage": WORK, "call_booked": WORK, "conflict_hold": WORK, "closed": WORK},
    "call_booked": {"screened": WORK, "info_needed": WORK, "conflict_hold": WORK, "closed": WORK},
    "screened": {
        "merits_review": WORK,
        "info_needed": WORK,
        "conflict_hold": WORK,
        "closed": WORK,
    },
    "merits_review": {
        "info_needed": WORK,
        "conflict_hold": WORK,
        "closed": DECIDE,
    },
    "accepted_waitlist": {"seeking_counsel": WORK, "conflict_hold": WORK, "closed": DECIDE},
    "seeking_counsel": {
        "placed": WORK,
        "accepted_waitlist": WORK,
        "conflict_hold": WORK,
        "closed": DECIDE,
    },
    "placed": {"seeking_counsel": WORK, "conflict_hold": WORK, "closed": WORK},
    "closed": {"triage": DECIDE},
}
"""Status, next status, and the roles that may make the move by hand. There is no other move."""

ACTS: dict[str, tuple[tuple[str, ...], str, str]] = {
    "review": (WORK, "new", "triage"),
    "try_contact": (WORK, "new", "triage"),
    "send": (WORK, "new", "triage"),
    "ask_facts": (WORK, "new triage call_booked screened merits_review", "info_needed"),
    "reply": (ROLES, "info_needed", "triage"),
    "book_call": (WORK, "new triage info_needed", "call_booked"),
    "cancel_call": (WORK, "call_booked", "triage"),
    "log_call": (WORK, "new triage info_needed call_booked", "screened"),
    "assess_merits": (WORK, "new triage info_needed call_booked screened", "merits_review"),
    "accept": (
        DECIDE,
        "new triage info_needed call_booked screened merits_review seeking_counsel",
        "accepted_waitlist",
    ),
    "seek_counsel": (
        DECIDE,
        "new triage info_needed call_booked screened merits_review accepted_waitlist",
        "seeking_counsel",
    ),
    "reopen": (DECIDE, "closed", "triage"),
}
"""Act, the roles for which it moves a case, from which statuses, and to which."""

CLOSES: dict[str, tuple[tuple[str, ...], int | None]] = {
    "accepted_transferred": (DECIDE, 30),
    "advice_only": (DECIDE, 365),
    "brief_service": (DECIDE, 365),
    "referred_out": (WORK, None),
    "declined_capacity": (DECIDE, 365),
    "declined_scope": (DECIDE, None),
    "declined_income": (DECIDE, 365),
    "declined_area": (DECIDE, None),
    "declined_merits": (DECIDE, 365),
    "declined_conflict": (DECIDE, 365),
    "has_counsel": (WORK, None),
    "duplicate": (WORK, None),
    "withdrawn": (WORK, None),
    "unreachable": (WORK, None),
    "deceased_or_removed": (WORK, 365),
    "spam": (WORK, None),
}
"""Reason, the roles that may close a case for it, and the days until it is erased: ``None`` is the
period that the pages promise."""
