"""R05, R07 and R17: a judge, the Board or an asylum office said no, and can be asked again."""

from __future__ import annotations

from collections.abc import Iterator

from intake.questionnaire.asylum.dates import bad_decision, bad_decision_date, missed_hearing
from intake.reasons import Reason
from intake.triage.counting import Counted, Wording, count, rolled
from intake.triage.days import add_days
from intake.triage.deadlines import Finding
from intake.triage.disputes import doubted, otherwise
from intake.triage.facts import Facts
from intake.triage.findings import of_date
from intake.triage.tiers import Tier, Urgency, always
from intake.words import N_

APPEAL = Wording(
    exact=N_("The time to appeal a judge's decision is %(days)s days. It ends on %(day)s."),
    may=N_("The time to appeal a judge's decision is %(days)s days. It may end on %(day)s."),
    over=N_("The time to appeal a judge's decision is %(days)s days. It ended on %(day)s."),
    unclear=N_("The time to appeal a judge's decision is %(days)s days. It may end very soon."),
)
SHORTER_APPEAL = N_(
    "A limit of %(days)s days may come into force. Then the time to appeal ends on %(day)s."
)
REVIEW = Wording(
    exact=N_("A federal court can be asked within %(days)s days, until %(day)s."),
    may=N_("A federal court can be asked within %(days)s days. They may end on %(day)s."),
    over=N_("A federal court can be asked within %(days)s days. They ended on %(day)s."),
    unclear=N_("A federal court can be asked within %(days)s days. They may end very soon."),
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
    Amica Center v. EOIR (D.D.C. 2026), so the shorter limit is shown beside it. On the ladder;
    passed two weeks or less, or unclear: P0; passed longer: P1.
    """
    if not facts.is_one_of(bad_decision, "judge") or facts.is_one_of(missed_hearing, "yes"):
        return
    counted = days_after_decision(facts, "bia_appeal_days")
    yield of_date(
        counted,
        Reason(
            rule="R05",
            says=doubted(
                facts, APPEAL.of(counted, days=facts.number("bia_appeal_days")), "bia_appeal_days"
            ),
            authority="8 CFR 1003.38(b)",
            answers=decision_of(facts),
        ),
        urgency=_recent_first(facts, counted, floor=Tier.P4),
        lead_days=facts.number("plan_lead_appeal_days"),
        alternative=otherwise(
            facts,
            facts.said(bad_decision_date),
            "bia_appeal_days",
            lambda decided, days: rolled(facts, add_days(decided, days)),
            text=SHORTER_APPEAL,
        ),
    )


def r07_petition_for_review(facts: Facts) -> Iterator[Finding]:
    """R07. A federal court reviews a final order of the Board: INA 242(b)(1), 8 USC 1252(b)(1).

    Counted by FRAP 26(a); Riley v. Bondi (2025): the limit binds, but is not jurisdictional. On the
    ladder and at least P1; passed two weeks or less, or unclear: P0.
    """
    if not facts.is_one_of(bad_decision, "appeals_board"):
        return
    counted = days_after_decision(facts, "petition_for_review_days")
    yield of_date(
        counted,
        Reason(
            rule="R07",
            says=REVIEW.of(counted, days=facts.number("petition_for_review_days")),
            authority="INA 242(b)(1), 8 USC 1252(b)(1); FRAP 26(a)",
            answers=decision_of(facts),
        ),
        urgency=_recent_first(facts, counted, floor=Tier.P1),
        lead_days=facts.number("plan_lead_appeal_days"),
    )


def r17_asylum_office(facts: Facts) -> Iterator[Finding]:
    """R17. An asylum office refers a case to court or gives notice that it means to say no.

    8 CFR 208.14(b), (c). A referral becomes a hearing, R04; a notice wants an answer. P1.
    """
    if not facts.is_one_of(bad_decision, "asylum_office"):
        return
    counted = days_after_decision(facts, "asylum_office_days")
    yield of_date(
        counted,
        Reason(
            rule="R17",
            says=OFFICE.of(counted),
            authority="8 CFR 208.14(b), (c)",
            answers=decision_of(facts),
        ),
        urgency=always(Tier.P1),
    )


def decision_of(facts: Facts) -> tuple[str, ...]:
    """The answers about a decision."""
    return facts.given(bad_decision_date, bad_decision)


def days_after_decision(facts: Facts, parameter: str) -> Counted:
    """So many days after the decision, with the ordinary end."""
    days = facts.number(parameter)
    return count(
        facts,
        facts.said(bad_decision_date),
        lambda decided: rolled(facts, add_days(decided, days)),
    )


def _recent_first(facts: Facts, counted: Counted, *, floor: Tier) -> Urgency:
    if counted.unclear:
        return always(Tier.P0)
    if counted.passed:
        recent = counted.days_late <= facts.number("recently_late_days")
        return always(Tier.P0 if recent else Tier.P1)
    return facts.ladder(counted.act_by, floor=floor)
