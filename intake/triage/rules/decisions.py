"""R05, R06, R07, R17 and R20: a judge, the Board or an asylum office said no."""

from __future__ import annotations

from collections.abc import Iterator

from intake.reasons import Reason
from intake.triage.counting import Counted, Wording, count, how_known, rolled
from intake.triage.days import add_days
from intake.triage.deadlines import Alternative, Certainty, Finding
from intake.triage.facts import Facts
from intake.triage.findings import of_date, of_no_date
from intake.triage.tiers import Tier, Urgency, always
from intake.words import N_, say

APPEAL = Wording(
    exact=N_("The time to appeal a judge's decision is %(days)s days. It ends on %(day)s."),
    may=N_("The time to appeal a judge's decision is %(days)s days. It may end on %(day)s."),
    over=N_("The time to appeal a judge's decision is %(days)s days. It ended on %(day)s."),
    unclear=N_("The time to appeal a judge's decision is %(days)s days. It may end very soon."),
)
SHORTER_APPEAL = N_(
    "If a limit of %(days)s days comes into force, the time to appeal ends on %(day)s."
)
ABSENT = Wording(
    exact=N_(
        "If you missed court because of an emergency, you can ask to reopen for %(days)s days,"
        " until %(day)s."
    ),
    may=N_(
        "If you missed court because of an emergency, you can ask to reopen for %(days)s days."
        " They may end on %(day)s."
    ),
    over=N_(
        "If you missed court because of an emergency, you can ask to reopen for %(days)s days."
        " They ended on %(day)s."
    ),
    unclear=N_(
        "If you missed court because of an emergency, you can ask to reopen for %(days)s days."
        " They may end very soon."
    ),
)
REOPEN = Wording(
    exact=N_("Most requests to reopen must be made in %(days)s days, by %(day)s."),
    may=N_("Most requests to reopen must be made in %(days)s days. That may be by %(day)s."),
    over=N_("Most requests to reopen must be made in %(days)s days. They ended on %(day)s."),
    unclear=N_("Most requests to reopen must be made in %(days)s days. They may end very soon."),
)
REVIEW = Wording(
    exact=N_("You may ask a federal court to look at the case in %(days)s days, until %(day)s."),
    may=N_("A federal court can be asked for %(days)s days. They may end on %(day)s."),
    over=N_("A federal court can be asked for %(days)s days. They ended on %(day)s."),
    unclear=N_("A federal court can be asked for %(days)s days. They may end very soon."),
)
OFFICE = Wording(
    exact=N_("Your case may move to court. An answer to the office may be due by %(day)s."),
    may=N_("Your case may move to court. An answer to the office may be due on %(day)s."),
    over=N_("Your case may move to court. Look for a paper with a court date."),
    unclear=N_("Your case may move to court. An answer to the office may be due very soon."),
)


def r05_appeal(facts: Facts) -> Iterator[Finding]:
    """R05. An appeal must be received by the Board within its days: 8 CFR 1003.38(b).

    Not for an order made in absence, which cannot be appealed. Whether 30 days or 10 is in court,
    so the shorter limit is shown beside it. Passed two weeks or less: P0; longer: P1.
    """
    if not facts.is_one_of("bad_decision", "judge") or facts.is_one_of("missed_hearing", "yes"):
        return
    counted = _days_after_decision(facts, "bia_appeal_days")
    yield of_date(
        facts,
        counted,
        Reason(
            rule="R05",
            says=APPEAL.of(counted, days=facts.number("bia_appeal_days")),
            authority="8 CFR 1003.38(b)",
            answers=_decision(facts),
        ),
        urgency=_recent_first(facts, counted, floor=Tier.P4),
        lead="plan_lead_appeal_days",
        alternative=_if_shorter(facts),
    )


def r06a_absent_emergency(facts: Facts) -> Iterator[Finding]:
    """R06a. An order in absence can be reopened for exceptional circumstances: INA 240(b)(5)(C)(i).

    Asking stays the removal by itself. At least P1: the person can be removed now.
    """
    if not _ordered_in_absence(facts):
        return
    counted = _days_after_decision(facts, "in_absentia_days")
    settled = counted.passed or counted.unclear
    yield of_date(
        facts,
        counted,
        Reason(
            rule="R06a",
            says=ABSENT.of(counted, days=facts.number("in_absentia_days")),
            authority="INA 240(b)(5)(C)(i)",
            answers=(*_decision(facts), *facts.given("missed_hearing", "missed_why")),
        ),
        urgency=always(Tier.P1) if settled else facts.ladder(counted.act_by, floor=Tier.P1),
        lead="plan_lead_appeal_days",
    )


def r06b_absent_no_notice(facts: Facts) -> Iterator[Finding]:
    """R06b. Without notice, or in custody, an order in absence has no limit: INA 240(b)(5)(C)(ii).

    It stands beside R06a, since the notice may turn out to be good. P1, within days that we set.
    """
    if not _ordered_in_absence(facts) or not facts.is_one_of("missed_why", "no_letter", "detained"):
        return
    no_letter = facts.is_one_of("missed_why", "no_letter")
    yield of_no_date(
        Reason(
            rule="R06b",
            says=say(
                N_("If you never got the letter, you can ask to reopen at any time. Do it fast.")
                if no_letter
                else N_("If you were locked up, you can ask to reopen at any time. Do it fast.")
            ),
            authority="INA 240(b)(5)(C)(ii)",
            answers=facts.given("missed_why", "missed_hearing", "bad_decision"),
        ),
        act_by=facts.within("in_absentia_no_notice_days"),
        tier=Tier.P1,
    )


def r06c_reopen(facts: Facts) -> Iterator[Finding]:
    """R06c. A final order can be reopened once, within its days: INA 240(c)(7)(C)(i).

    Changed conditions in the country know no limit, (ii). Passed or unclear: P1. Silent without a
    date.
    """
    said_no = facts.is_one_of("bad_decision", "judge", "appeals_board")
    if not said_no or facts.answers.date("bad_decision_date") is None:
        return
    counted = _days_after_decision(facts, "reopen_days")
    settled = counted.passed or counted.unclear
    yield of_date(
        facts,
        counted,
        Reason(
            rule="R06c",
            says=REOPEN.of(counted, days=facts.number("reopen_days")),
            authority="INA 240(c)(7)(C)",
            answers=_decision(facts),
        ),
        urgency=always(Tier.P1) if settled else facts.ladder(counted.act_by),
        lead="plan_lead_appeal_days",
    )


def r07_petition_for_review(facts: Facts) -> Iterator[Finding]:
    """R07. A federal court reviews a final order of the Board: INA 242(b)(1), 8 USC 1252(b)(1).

    Counted by FRAP 26(a); Riley v. Bondi (2025) on its nature. At least P1; passed two weeks or
    less, or unclear: P0.
    """
    if not facts.is_one_of("bad_decision", "appeals_board"):
        return
    counted = _days_after_decision(facts, "petition_for_review_days")
    yield of_date(
        facts,
        counted,
        Reason(
            rule="R07",
            says=REVIEW.of(counted, days=facts.number("petition_for_review_days")),
            authority="INA 242(b)(1), 8 USC 1252(b)(1); FRAP 26(a)",
            answers=_decision(facts),
        ),
        urgency=_recent_first(facts, counted, floor=Tier.P1),
        lead="plan_lead_appeal_days",
    )


def r17_asylum_office(facts: Facts) -> Iterator[Finding]:
    """R17. An asylum office refers a case to court or gives notice that it means to say no.

    8 CFR 208.14(b), (c). A referral becomes a hearing, R04; a notice wants an answer. P1.
    """
    if not facts.is_one_of("bad_decision", "asylum_office"):
        return
    counted = _days_after_decision(facts, "asylum_office_days")
    yield of_date(
        facts,
        counted,
        Reason(
            rule="R17",
            says=OFFICE.of(counted),
            authority="8 CFR 208.14(b), (c)",
            answers=_decision(facts),
        ),
        urgency=always(Tier.P1),
    )


def r20_old_order(facts: Facts) -> Iterator[Finding]:
    """R20. An old order can be used at once, or again after coming back: INA 241(a)(5).

    A judge's decision that is or may be older than a month, or an order spoken of where there is
    no case in court. P1, within days that we set.
    """
    old = _may_be_old(facts)
    spoken_of = facts.is_one_of("help_types", "court_or_order") and facts.is_one_of(
        "court_case", "no"
    )
    if not old and not spoken_of:
        return
    yield of_no_date(
        Reason(
            rule="R20",
            says=say(N_("An old order can be used to send you away quickly.")),
            authority="INA 241(a)(5); 8 CFR 241.8",
            answers=_decision(facts) if old else facts.given("help_types", "court_case"),
        ),
        act_by=facts.within("old_order_act_days"),
        tier=Tier.P1,
        certainty=how_known(facts.said("bad_decision_date")) if old else Certainty.EXACT,
    )


def _decision(facts: Facts) -> tuple[str, ...]:
    return facts.given("bad_decision_date", "bad_decision")


def _ordered_in_absence(facts: Facts) -> bool:
    return facts.is_one_of("bad_decision", "judge") and facts.is_one_of("missed_hearing", "yes")


def _days_after_decision(facts: Facts, parameter: str) -> Counted:
    days = facts.number(parameter)
    return count(
        facts,
        facts.said("bad_decision_date"),
        lambda decided: rolled(facts, add_days(decided, days)),
    )


def _recent_first(facts: Facts, counted: Counted, *, floor: Tier) -> Urgency:
    if counted.unclear:
        return always(Tier.P0)
    if counted.passed:
        recent = counted.days_late <= facts.number("recently_late_days")
        return always(Tier.P0 if recent else Tier.P1)
    return facts.ladder(counted.act_by, floor=floor)


def _if_shorter(facts: Facts) -> Alternative | None:
    days = facts.law.parameter("bia_appeal_days", on=facts.received).alternative
    decided = facts.said("bad_decision_date").first
    if days is None or decided is None:
        return None
    last = rolled(facts, add_days(decided, days))
    return Alternative(
        act_by=last.act_by,
        passed=last.latest < facts.received,
        says=say(SHORTER_APPEAL, days=days, day=last.raw),
    )


def _may_be_old(facts: Facts) -> bool:
    if not facts.is_one_of("bad_decision", "judge"):
        return False
    decided = facts.said("bad_decision_date").first
    return decided is None or add_days(decided, facts.number("old_order_days")) < facts.received
