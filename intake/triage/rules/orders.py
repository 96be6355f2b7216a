"""R06 and R20: an order stands; reopening it, and its being used."""

from __future__ import annotations

from collections.abc import Iterator

from intake.questionnaire.asylum.dates import (
    bad_decision,
    bad_decision_date,
    court_case,
    missed_hearing,
    missed_why,
)
from intake.questionnaire.asylum.screen import help_types
from intake.reasons import Reason
from intake.triage.counting import Wording, how_known
from intake.triage.days import add_days
from intake.triage.deadlines import Certainty, Finding
from intake.triage.facts import Facts
from intake.triage.findings import of_date, of_no_date
from intake.triage.rules.decisions import days_after_decision, decision_of
from intake.triage.tiers import Tier, always
from intake.words import N_, say

ABSENT = Wording(
    exact=N_(
        "Did you miss court because of an emergency? You can ask to reopen for %(days)s days,"
        " until %(day)s."
    ),
    may=N_(
        "Did you miss court because of an emergency? You can ask to reopen for %(days)s days."
        " They may end on %(day)s."
    ),
    over=N_(
        "Did you miss court because of an emergency? You can ask to reopen for %(days)s days."
        " They ended on %(day)s."
    ),
    unclear=N_(
        "Did you miss court because of an emergency? You can ask to reopen for %(days)s days."
        " They may end very soon."
    ),
)
REOPEN = Wording(
    exact=N_("Most requests to reopen must be made in %(days)s days, by %(day)s."),
    may=N_("Most requests to reopen must be made in %(days)s days. That may be by %(day)s."),
    over=N_("Most requests to reopen must be made in %(days)s days. They ended on %(day)s."),
    unclear=N_("Most requests to reopen must be made in %(days)s days. They may end very soon."),
)


def r06a_absent_emergency(facts: Facts) -> Iterator[Finding]:
    """R06a. An order in absence can be reopened for exceptional circumstances: INA 240(b)(5)(C)(i).

    Asking stays the removal by itself. At least P1: the person can be removed now.
    """
    if not _ordered_in_absence(facts):
        return
    counted = days_after_decision(facts, "in_absentia_days")
    settled = counted.passed or counted.unclear
    yield of_date(
        counted,
        Reason(
            rule="R06a",
            says=ABSENT.of(counted, days=facts.number("in_absentia_days")),
            authority="INA 240(b)(5)(C)(i)",
            answers=(*decision_of(facts), *facts.given(missed_hearing, missed_why)),
        ),
        urgency=always(Tier.P1) if settled else facts.ladder(counted.act_by, floor=Tier.P1),
        lead_days=facts.number("plan_lead_appeal_days"),
    )


def r06b_absent_no_notice(facts: Facts) -> Iterator[Finding]:
    """R06b. Without notice, or in custody, an order in absence has no limit: INA 240(b)(5)(C)(ii).

    It stands beside R06a, since the notice may turn out to be good. P1, within days that we set.
    """
    if not _ordered_in_absence(facts) or not facts.is_one_of(missed_why, "no_letter", "detained"):
        return
    no_letter = facts.is_one_of(missed_why, "no_letter")
    yield of_no_date(
        Reason(
            rule="R06b",
            says=say(
                N_("If you never got the letter, you can ask to reopen at any time. Do it fast.")
                if no_letter
                else N_("If you were locked up, you can ask to reopen at any time. Do it fast.")
            ),
            authority="INA 240(b)(5)(C)(ii)",
            answers=facts.given(missed_why, missed_hearing, bad_decision),
        ),
        act_by=facts.within("in_absentia_no_notice_days"),
        tier=Tier.P1,
    )


def r06c_reopen(facts: Facts) -> Iterator[Finding]:
    """R06c. A final order can be reopened once, within its days: INA 240(c)(7)(C)(i).

    Changed conditions in the country know no limit, (ii). Reconsidering has 30 days, (c)(6): those
    of R05 and R07. On the ladder; passed or unclear: P1. Silent without a date.
    """
    said_no = facts.is_one_of(bad_decision, "judge", "appeals_board")
    if not said_no or facts.answers.date(bad_decision_date) is None:
        return
    counted = days_after_decision(facts, "reopen_days")
    settled = counted.passed or counted.unclear
    yield of_date(
        counted,
        Reason(
            rule="R06c",
            says=REOPEN.of(counted, days=facts.number("reopen_days")),
            authority="INA 240(c)(7)(C)",
            answers=decision_of(facts),
        ),
        urgency=always(Tier.P1) if settled else facts.ladder(counted.act_by),
        lead_days=facts.number("plan_lead_appeal_days"),
    )


def r20_old_order(facts: Facts) -> Iterator[Finding]:
    """R20. An old order can be used at once, or again after coming back: INA 241(a)(5).

    A judge's decision that is or may be older than a month, or an order spoken of where there is
    no case in court. P1, within days that we set.
    """
    old = _may_be_old(facts)
    spoken_of = facts.is_one_of(help_types, "court_or_order") and facts.is_one_of(court_case, "no")
    if not old and not spoken_of:
        return
    yield of_no_date(
        Reason(
            rule="R20",
            says=say(N_("An old order can be used to send you away quickly.")),
            authority="INA 241(a)(5); 8 CFR 241.8",
            answers=decision_of(facts) if old else facts.given(help_types, court_case),
        ),
        act_by=facts.within("old_order_act_days"),
        tier=Tier.P1,
        certainty=how_known(facts.said(bad_decision_date)) if old else Certainty.EXACT,
    )


def _ordered_in_absence(facts: Facts) -> bool:
    return facts.is_one_of(bad_decision, "judge") and facts.is_one_of(missed_hearing, "yes")


def _may_be_old(facts: Facts) -> bool:
    if not facts.is_one_of(bad_decision, "judge"):
        return False
    decided = facts.said(bad_decision_date).first
    return decided is None or add_days(decided, facts.number("old_order_days")) < facts.received
