"""Vignettes: one JSON object with answers, two days, and what a lawyer expects of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from intake.actions.assessment.assess import Assessment
from intake.frozen import frozen


@frozen
class Vignette:
    """Answers as JSON text, the days as typed, and the expectations by their kind."""

    answers: str
    today: str
    received: str
    expect: Mapping[str, Any]


def read_vignette(text: str) -> Vignette | None:
    """Return the vignette in *text*; ``None`` where it is anything else, such as bare answers."""
    try:
        document = json.loads(text) if text.lstrip().startswith("{") else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or not isinstance(document.get("answers"), dict):
        return None
    received = str(document.get("received", ""))
    expect = document.get("expect")
    return Vignette(
        answers=json.dumps(document["answers"], ensure_ascii=False, indent=1),
        today=str(document.get("today", received)),
        received=received,
        expect=expect if isinstance(expect, dict) else {},
    )


def expectations(
    expect: Mapping[str, Any], assessment: Assessment
) -> Iterator[tuple[str, str, bool]]:
    """Yield kind and text of each expectation that can be compared, and whether it is met."""
    for kind, value in expect.items():
        if kind in COMPARED:
            for part in value if isinstance(value, list) else [value]:
                yield kind, _text(part), COMPARED[kind](assessment, part)


def _text(part: object) -> str:
    if isinstance(part, dict):
        return " · ".join(f"{name} {value}" for name, value in part.items())
    return " · ".join(map(str, part)) if isinstance(part, list) else str(part)


def _has_rule(assessment: Assessment, rule: object) -> bool:
    return any(deadline.rule == rule for deadline in assessment.triage.deadlines)


def _has_deadline(assessment: Assessment, part: object) -> bool:
    """Return true where one deadline has everything that *part* names of it."""
    if not isinstance(part, dict):
        return False
    facts = (
        {
            "rule": deadline.rule,
            "on": str(deadline.act_by),
            "latest": str(deadline.latest_lawful_day),
            "tier": deadline.tier.value,
            "set_by": deadline.set_by.value,
            "certainty": deadline.certainty.value,
            "passed": str(deadline.passed),
        }
        for deadline in assessment.triage.deadlines
    )
    wanted = {name: str(value) for name, value in part.items()}.items()
    return any(wanted <= fact.items() for fact in facts)


COMPARED: Mapping[str, Callable[[Assessment, object], bool]] = {
    "outcome": lambda assessment, code: assessment.eligibility.outcome == code,
    "tier": lambda assessment, code: assessment.triage.tier == code,
    "not_tier": lambda assessment, code: assessment.triage.tier != code,
    "act_by": lambda assessment, day: str(assessment.triage.act_by) == str(day),
    "look_by": lambda assessment, day: str(assessment.triage.look_by) == str(day),
    "due_on": lambda assessment, day: str(assessment.triage.due_on) == str(day),
    "rules": _has_rule,
    "not_rules": lambda assessment, rule: not _has_rule(assessment, rule),
    "silent": lambda assessment, rule: not _has_rule(assessment, rule),
    "flags": lambda assessment, flag: any(
        flag in deadline.flags for deadline in assessment.triage.deadlines
    ),
    "deadlines": _has_deadline,
    "contradictions": lambda assessment, pair: (
        isinstance(pair, list) and tuple(pair) in assessment.triage.contradictions
    ),
}
"""The comparison of each kind of expectation. Kinds that are not here are left out."""
