"""R05, R07, R17 and R24: review of a denial by a judge, the Board or the asylum office."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from intake.questionnaire.asylum.dates import (
    appeal_sent,
    appeal_sent_date,
    bad_decision,
    bad_decision_date,
    office_letter,
    old_order,
    old_order_date,
    old_order_from,
)
from intake.questionnaire.dates import SaidDate
from intake.reasons import Reason
from intake.triage.counting import Counted, Wording, as_maybe, rolled
from intake.triage.days import add_days
from intake.triage.deadlines import Finding, Office, SetBy
from intake.triage.facts import Facts
from intake.triage.findings import doubted, of_date, of_no_date, of_unknown, otherwise
from intake.triage.proceedings import (
    OrderDay,
    appeal_over,
    appealed_before,
    came_back,
    days_after,
    decision_code,
    follows_fear_review,
    is_open,
    judges_old_order,
    old_order_told,
    ordered_before_return,
    ordered_since_return,
    referred,
    surely_before,
    surely_in_absentia,
)
from intake.triage.rule import LAW, Chip, Statement, Unknown, rule
from intake.triage.tiers import Tier, Urgency, always
from intake.words import N_, Phrase, say

BOARD = "8 CFR 1003.38(b)"

CLOCKS_BY_LENGTH = ("asylum_office_days", "bia_appeal_days")
"""The clocks of a denial by an office that nobody knows, the shortest first. That of the federal
court is as long as that of the Board."""

APPEAL = Wording(
    exact=Phrase(
        N_(
            "You have %(days)s days to appeal a judge’s decision. The appeals board (BIA) must get"
            " your appeal by %(day)s."
        ),
        N_(
            "They have %(days)s days to appeal a judge’s decision. The appeals board (BIA) must"
            " get the appeal by %(day)s."
        ),
        "BIA appeal: %(days)s days. Must be received by %(day)s.",
    ),
    may=Phrase(
        N_(
            "You have %(days)s days to appeal a judge’s decision. The appeals board (BIA) may need"
            " to get your appeal by %(day)s."
        ),
        N_(
            "They have %(days)s days to appeal a judge’s decision. The appeals board (BIA) may"
            " need to get the appeal by %(day)s."
        ),
        "BIA appeal: %(days)s days. May be due %(day)s.",
    ),
    over=Phrase(
        N_("You had %(days)s days to appeal a judge’s decision. That time ended on %(day)s."),
        N_("They had %(days)s days to appeal a judge’s decision. That time ended on %(day)s."),
        "BIA appeal: %(days)s days. Period ended %(day)s.",
    ),
    unclear=Phrase(
        N_("You have %(days)s days to appeal a judge’s decision. That time may end very soon."),
        N_("They have %(days)s days to appeal a judge’s decision. That time may end very soon."),
        "BIA appeal: %(days)s days. May end very soon.",
    ),
)
IF_PRESENT = Phrase(
    N_(
        "If you were in court on the day of the decision, you have %(days)s days to appeal it. The"
        " appeals board (BIA) may need to get your appeal by %(day)s."
    ),
    N_(
        "If they were in court on the day of the decision, they have %(days)s days to appeal it."
        " The appeals board (BIA) may need to get the appeal by %(day)s."
    ),
    "Missed hearing told. Unless the order is in absentia: BIA appeal, %(days)s days, may be due"
    " %(day)s.",
)
APPEAL_IF_PRESENT = Wording(
    exact=IF_PRESENT,
    may=IF_PRESENT,
    over=APPEAL.over,
    unclear=Phrase(
        N_(
            "If you were in court on the day of the decision, you have %(days)s days to appeal it."
            " That time may end very soon."
        ),
        N_(
            "If they were in court on the day of the decision, they have %(days)s days to appeal"
            " it. That time may end very soon."
        ),
        "Missed hearing told. Unless the order is in absentia: BIA appeal, %(days)s days, may end"
        " very soon.",
    ),
)
SHORTER_APPEAL = Phrase(
    N_(
        "The limit may change to %(days)s days. If it does, the appeals board (BIA) must get your"
        " appeal by %(day)s."
    ),
    staff="If a %(days)s-day limit takes effect: appeal due %(day)s.",
)
APPEAL_DO = Phrase(
    N_(
        "Send Form EOIR-26 and the fee to the appeals board (BIA), or EOIR-26A if you"
        " cannot pay. It must arrive by that day: mailing it is not enough."
    ),
    N_(
        "Send Form EOIR-26 and the fee to the appeals board (BIA), or EOIR-26A if they"
        " cannot pay. It must arrive by that day: mailing it is not enough."
    ),
    "EOIR-26 with fee or EOIR-26A, received by the Board by that day (ECAS or courier).",
)
APPEAL_LATE_DO = Phrase(
    N_(
        "The time has passed, but a lawyer can still ask: for a late appeal, or for the judge to"
        " reopen the case. Call a lawyer today."
    ),
    staff="Late appeal with motion to accept it (tolling), motion to reopen, or sua sponte.",
    today=True,
)
APPEAL_ASK = Phrase(
    N_("Look for the date on the decision, and tell us. Show the paper to a lawyer this week."),
    staff="Get the decision: who decided, its date, appeal reserved or waived.",
)
WHO_DENIED = Wording(
    exact=Phrase(
        N_("Someone denied your case. The shortest time to respond ends on %(day)s."),
        N_("Someone denied their case. The shortest time to respond ends on %(day)s."),
        "Denial by an unknown office: shortest clock ends %(day)s.",
    ),
    may=Phrase(
        N_("Someone denied your case. The shortest time to respond may end on %(day)s."),
        N_("Someone denied their case. The shortest time to respond may end on %(day)s."),
        "Denial by an unknown office: shortest clock may end %(day)s.",
    ),
    over=Phrase(
        N_("Someone denied your case. The time to respond ended on %(day)s."),
        N_("Someone denied their case. The time to respond ended on %(day)s."),
        "Denial by an unknown office: all clocks ended %(day)s.",
    ),
    unclear=Phrase(
        N_("A judge or an office may have denied your case. The time to respond may be short."),
        N_("A judge or an office may have denied their case. The time to respond may be short."),
        "Possible denial: by whom and when unknown.",
    ),
)


@rule(
    "R05",
    chip=Chip("Appeal", LAW),
    tells_applicant=True,
    asks_again=True,
    enters_case=True,
    office=Office.BOARD,
    if_unknown=Unknown(Tier.P1),
    to_confirm=(),
)
def r05_appeal(facts: Facts) -> Iterator[Finding]:
    """R05. The Board must have an appeal within its days: 8 CFR 1003.38(b).

    Speaks of a judge's denial and where nobody knows who denied; of a judge's old order while it
    can be appealed; never of a fear review, or while an appeal of it is pending. After a missed
    hearing: of a denial that can still be appealed, if the person was there. Whether 30 days or 10
    is in court, Amica Center v. EOIR (D.D.C. 2026), so the shorter limit is shown beside it. Who
    denied is not known: the shortest clock not yet passed, P1 at most. Else on the ladder; passed
    two weeks or less, or half known and perhaps passed: P0; passed longer: P1. An old order that is
    not certain: P1 at most.
    """
    if is_open(facts, "R05"):
        by_judge = decision_code(facts) == "judge"
        yield _appeal(facts, denial_of(facts)) if by_judge else _by_someone(facts)
    order = order_of_its_own(facts)
    if order and not appeal_over(facts, order.day):
        old = _appeal(facts, order)
        certain = facts.is_one_of(old_order, "never_left")
        yield old if certain else replace(old, urgency=old.urgency.at_most(Tier.P1))


def decision_of(facts: Facts) -> tuple[str, ...]:
    """Return the answers about a denial."""
    return facts.behind(bad_decision, bad_decision_date)[::-1]


def days_after_decision(facts: Facts, parameter: str) -> Counted:
    """Return so many days after the denial, with the ordinary end."""
    return days_after(facts, facts.said(bad_decision_date), parameter)


def denial_of(facts: Facts) -> OrderDay:
    """Return the denial with its day."""
    return OrderDay(day=facts.said(bad_decision_date), answers=decision_of(facts), sure=True)


def order_of_its_own(facts: Facts) -> OrderDay | None:
    """Return a judge's old order that no denial tells already; else ``None``.

    It is newer than the denial, or the denial has no day; it is not about a fear finding, and no
    appeal of it is pending.
    """
    order = judges_old_order(facts)
    if order is None or follows_fear_review(facts, order.day) or not _is_newer(facts, order.day):
        return None
    appealed = facts.is_one_of(appeal_sent, "yes") and not appealed_before(facts, order.day)
    return None if appealed else order


def _is_newer(facts: Facts, ordered: SaidDate) -> bool:
    denied = facts.said(bad_decision_date)
    no_order = decision_code(facts) in ("", "asylum_office")
    return no_order or not denied.known or surely_before(denied, ordered)


def _appeal(facts: Facts, order: OrderDay) -> Finding:
    counted = days_after(facts, order.day, "bia_appeal_days")
    counted = counted if order.sure else as_maybe(counted)
    wording = APPEAL_IF_PRESENT if surely_in_absentia(facts) else APPEAL
    says = wording.of(counted, days=facts.number("bia_appeal_days"))
    reason = Reason(
        rule="R05",
        says=doubted(facts, says, "bia_appeal_days"),
        authority=BOARD,
        answers=order.answers,
    )
    return of_date(
        facts,
        counted,
        reason,
        say(APPEAL_LATE_DO if counted.passed else APPEAL_DO),
        unknown=say(APPEAL_ASK),
        set_by=SetBy.LAW,
        urgency=_recent_first(facts, counted, floor=Tier.P4),
        lead_days=facts.number("plan_lead_appeal_days"),
        alternative=otherwise(
            facts,
            order.day,
            "bia_appeal_days",
            lambda decided, other: rolled(facts, add_days(decided, other)),
            text=SHORTER_APPEAL,
        ),
    )


def _by_someone(facts: Facts) -> Finding:
    """Return the shortest clock not yet passed where it is not known who denied."""
    clocks = [days_after_decision(facts, parameter) for parameter in CLOCKS_BY_LENGTH]
    counted = next((clock for clock in clocks if not clock.passed), clocks[-1])
    reason = Reason(
        rule="R05",
        says=WHO_DENIED.of(counted),
        authority=f"{BOARD}; 8 USC 1252(b)(1); 8 CFR 208.14",
        answers=decision_of(facts),
    )
    lapsed = any(clock.passed for clock in clocks)
    urgency = facts.ladder(counted.act_by, floor=Tier.P1 if lapsed else Tier.P4)
    return of_date(
        facts,
        counted,
        reason,
        say(APPEAL_ASK),
        unknown=say(APPEAL_ASK),
        set_by=SetBy.LAW,
        urgency=urgency.at_most(Tier.P1),
        lead_days=facts.number("plan_lead_appeal_days"),
    )


FEDERAL_COURT = "INA 242(b)(1), 8 USC 1252(b)(1); FRAP 26(a); Riley v. Bondi (2025)"

OFFICER = "border_or_ice"

REVIEW = Wording(
    exact=Phrase(
        N_(
            "You have %(days)s days to ask a federal court to review the decision. The court must"
            " get your request by %(day)s."
        ),
        N_(
            "They have %(days)s days to ask a federal court to review the decision. The court must"
            " get the request by %(day)s."
        ),
        "Petition for review: %(days)s days, due %(day)s.",
    ),
    may=Phrase(
        N_(
            "You have %(days)s days to ask a federal court to review the decision. That time may"
            " end on %(day)s."
        ),
        N_(
            "They have %(days)s days to ask a federal court to review the decision. That time may"
            " end on %(day)s."
        ),
        "Petition for review: %(days)s days, may be due %(day)s.",
    ),
    over=Phrase(
        N_(
            "You had %(days)s days to ask a federal court to review the decision. That time ended"
            " on %(day)s."
        ),
        N_(
            "They had %(days)s days to ask a federal court to review the decision. That time ended"
            " on %(day)s."
        ),
        "Petition for review: %(days)s days. Period ended %(day)s.",
    ),
    unclear=Phrase(
        N_(
            "You have %(days)s days to ask a federal court to review the decision. That time may"
            " end very soon."
        ),
        N_(
            "They have %(days)s days to ask a federal court to review the decision. That time may"
            " end very soon."
        ),
        "Petition for review: %(days)s days. May end very soon.",
    ),
)
REVIEW_DO = Phrase(
    N_(
        "File a petition for review with the federal court of appeals by that day. Add the fee or"
        " a request not to pay. Ask for a stay too: the petition alone does not stop removal."
    ),
    staff="Petition for review in the circuit of the immigration judge, with a motion for a stay.",
)
REVIEW_ANYWAY_DO = Phrase(
    REVIEW_DO.you,
    staff=(
        "Which order? Withholding-only: the 30 days run from the DHS order (Riley v. Bondi). File"
        " the petition and a motion for a stay by this day anyway."
    ),
)
REINSTATED = Phrase(
    N_(
        "If an officer gave you Form I-871 about the old order, a federal court can review that"
        " decision. You have %(days)s days from the date on the form to ask."
    ),
    N_(
        "If an officer gave them Form I-871 about the old order, a federal court can review that"
        " decision. They have %(days)s days from the date on the form to ask."
    ),
    "Possible reinstatement (Form I-871): petition for review within %(days)s days of its date,"
    " which was not asked.",
)
REINSTATED_DO = Phrase(
    N_(
        "Look for Form I-871. The time counts from the date on it, not from the old order. If you"
        " have one, show it to a lawyer as soon as you can."
    ),
    N_(
        "Look for Form I-871. The time counts from the date on it, not from the old order. If they"
        " have one, show it to a lawyer as soon as you can."
    ),
    "Find the I-871 and its date: petition for review and a stay from that date (Riley v. Bondi).",
)
REVIEW_LATE_DO = Phrase(
    N_(
        "The time has passed. A lawyer can still look at a motion to reopen. Call a lawyer today:"
        " the order can be used now."
    ),
    staff="Period over (claim-processing rule, Riley v. Bondi): tolling, motion to reopen, stay.",
    today=True,
)


@rule(
    "R07",
    chip=Chip("Federal court", LAW),
    tells_applicant=True,
    asks_again=True,
    enters_case=True,
    office=Office.FEDERAL_COURT,
    if_unknown=Unknown(Tier.P1),
    to_confirm=(
        Statement(
            "30 days run from the DHS order itself where that is the final order; the period is"
            " not jurisdictional.",
            "INA 242(b)(1); Riley v. Bondi (2025)",
        ),
    ),
)
def r07_petition_for_review(facts: Facts) -> Iterator[Finding]:
    """R07. A federal court reviews a final order: INA 242(b)(1), 8 USC 1252(b)(1).

    Speaks of the Board's denial, and of an order by the border or ICE (reinstatement, expedited
    removal, administrative removal), from that order itself: Riley v. Bondi (2025), where the
    limit binds but is not jurisdictional. 30 days, FRAP 26(a). On the ladder and at least P1;
    passed two weeks or less, or half known and perhaps passed: P0.

    After coming back, the day runs from the reinstatement (Form I-871), and no answer tells it
    unless the order is from after the arrival: P1, within days that we set. Beside an order of an
    officer the Board's denial may be about withholding alone, so its day is one that *may* be.
    """
    if not is_open(facts, "R07"):
        return
    if decision_code(facts) == "appeals_board":
        maybe = came_back(facts) or facts.is_one_of(old_order_from, OFFICER)
        yield _petition(facts, replace(denial_of(facts), sure=not maybe))
    if order := _officers_order(facts):
        yield _of_an_officer(facts, order)
    elif _may_be_reinstated(facts):
        yield _reinstated(facts)


def _officers_order(facts: Facts) -> OrderDay | None:
    """Return the order that an officer made, or may have made, if its own day runs the time.

    A day that has passed does so only where it is that of the order for certain.
    """
    order_day, by_officer = facts.said(old_order_date), facts.is_one_of(old_order_from, OFFICER)
    if facts.is_one_of(old_order_from, "judge") or not order_day.known:
        return None
    since = ordered_since_return(facts)
    sure = by_officer and (since or facts.is_one_of(old_order, "never_left"))
    passed = days_after(facts, order_day, "petition_for_review_days").passed
    earlier = came_back(facts) and ordered_before_return(facts)
    if earlier or (passed and not sure):
        return None
    return OrderDay(day=order_day, answers=old_order_told(facts), sure=sure)


def _may_be_reinstated(facts: Facts) -> bool:
    """Return true where an officer may have used an old order again, on a day that is not told.

    So after coming back, unless a judge ordered since; and for an officer's order with a day.
    """
    if facts.is_one_of(old_order_from, OFFICER) and facts.has_day(old_order_date):
        return True
    by_judge_since = facts.is_one_of(old_order_from, "judge") and ordered_since_return(facts)
    return came_back(facts) and not by_judge_since


def _of_an_officer(facts: Facts, order: OrderDay) -> Finding:
    """Return the review of an officer's order. Where neither order nor officer is certain: P1."""
    petition = _petition(facts, order)
    certain = facts.is_one_of(old_order_from, OFFICER) or facts.is_one_of(old_order, "never_left")
    return petition if certain else replace(petition, urgency=petition.urgency.at_most(Tier.P1))


def _reinstated(facts: Facts) -> Finding:
    reason = Reason(
        rule="R07",
        says=say(REINSTATED, days=facts.number("petition_for_review_days")),
        authority=f"{FEDERAL_COURT}; INA 241(a)(5)",
        answers=old_order_told(facts),
    )
    return of_unknown(facts, reason, say(REINSTATED_DO))


def _petition(facts: Facts, order: OrderDay) -> Finding:
    counted = days_after(facts, order.day, "petition_for_review_days")
    counted = counted if order.sure else as_maybe(counted)
    says = REVIEW.of(counted, days=facts.number("petition_for_review_days"))
    reason = Reason(rule="R07", says=says, authority=FEDERAL_COURT, answers=order.answers)
    in_time = REVIEW_DO if order.sure else REVIEW_ANYWAY_DO
    return of_date(
        facts,
        counted,
        reason,
        say(REVIEW_LATE_DO if counted.passed else in_time),
        unknown=say(in_time),
        set_by=SetBy.LAW,
        urgency=_recent_first(facts, counted, floor=Tier.P1),
        lead_days=facts.number("plan_lead_appeal_days"),
    )


def _recent_first(facts: Facts, counted: Counted, *, floor: Tier) -> Urgency:
    if counted.unclear:
        return always(Tier.P0)
    if counted.passed:
        recent = counted.days_late <= facts.number("recently_late_days")
        return always(Tier.P0 if recent else Tier.P1)
    return facts.ladder(counted.act_by, floor=floor)


OFFICE = Wording(
    exact=Phrase(
        N_("The asylum office plans to deny your case. Your response is due by %(day)s."),
        N_("The asylum office plans to deny their case. Their response is due by %(day)s."),
        "Notice of intent to deny: response due %(day)s.",
    ),
    may=Phrase(
        N_("The asylum office may plan to deny your case. A response may be due by %(day)s."),
        N_("The asylum office may plan to deny their case. A response may be due by %(day)s."),
        "Asylum office letter, perhaps a notice of intent to deny: response may be due %(day)s.",
    ),
    over=Phrase(
        N_("A response to the asylum office may have been due by %(day)s."),
        "",
        "Notice of intent to deny: response was due %(day)s.",
    ),
    unclear=Phrase(
        N_("Your case may move to court. A response to the asylum office may be due very soon."),
        N_("Their case may move to court. A response to the asylum office may be due very soon."),
        "Asylum office decision: response may be due very soon. Possible referral to court.",
    ),
)
OFFICE_DO = Phrase(
    N_(
        "Send a response to the asylum office by that day, with every paper that supports"
        " it. Keep the receipt."
    ),
    staff="Response to the NOID with evidence, received by the asylum office by that day.",
)
OFFICE_LATE_DO = Phrase(
    N_(
        "Send the response now, and say why it is late. Look for a paper with a court date, and"
        " call a lawyer."
    ),
    staff="File the response late with the reason; look for a decision or a Notice to Appear.",
)
OFFICE_DENIED = Phrase(
    N_("The asylum office denied your case. There is no appeal, but a lawyer can look at it."),
    N_("The asylum office denied their case. There is no appeal, but a lawyer can look at it."),
    "Denied by the asylum office while in status. No appeal; new filing or motion.",
)
OFFICE_DENIED_DO = Phrase(
    N_("Show the letter to a lawyer. Look for a paper with a court date (Form I-862)."),
    staff="Read the denial; status, motion to reopen with USCIS, risk of a Notice to Appear.",
)


@rule(
    "R17",
    chip=Chip("Asylum office decision", LAW),
    tells_applicant=True,
    asks_again=True,
    enters_case=True,
    office=Office.USCIS,
    if_unknown=Unknown(Tier.P1),
    to_confirm=(
        Statement(
            "A notice of intent to deny is answered within 16 days.",
            "8 CFR 208.14; asylum office practice",
        ),
    ),
)
def r17_asylum_office(facts: Facts) -> Iterator[Finding]:
    """R17. An asylum office gives notice that it means to deny, or denies: 8 CFR 208.14(b), (c).

    Speaks of a notice of intent to deny, and of a letter of which nobody knows the kind: 16 days
    after it, law, P1. A denial has no such clock: P2. A referral is R04 alone, whatever its age.
    """
    if decision_code(facts) != "asylum_office" or referred(facts):
        return
    counted = days_after_decision(facts, "asylum_office_days")
    reason = Reason(
        rule="R17",
        says=OFFICE.of(as_maybe(counted) if facts.unsure(office_letter) else counted),
        authority="8 CFR 208.14(b), (c)",
        answers=facts.given(bad_decision_date, bad_decision, office_letter),
    )
    if facts.is_one_of(office_letter, "denial"):
        denied = replace(reason, says=say(OFFICE_DENIED))
        yield of_no_date(
            denied,
            say(OFFICE_DENIED_DO),
            act_by=facts.within("unknown_act_days"),
            tier=Tier.P2,
        )
    else:
        yield of_date(
            facts,
            counted,
            reason,
            say(OFFICE_LATE_DO if counted.passed else OFFICE_DO),
            unknown=say(OFFICE_DO),
            set_by=SetBy.LAW,
            urgency=always(Tier.P1),
        )


PENDING = Phrase(
    N_(
        "You told us your appeal is with the appeals board (BIA). A written statement (brief) may"
        " be due %(days)s days after its schedule."
    ),
    N_(
        "You told us their appeal is with the appeals board (BIA). A written statement (brief) may"
        " be due %(days)s days after its schedule."
    ),
    "Appeal pending: brief due %(days)s days after the Board's schedule. Date unknown.",
)
PENDING_DO = Phrase(
    N_(
        "Look for a briefing schedule from the appeals board (BIA). Send the brief by the day in"
        " it, or ask for more time before that day."
    ),
    staff="Get the briefing schedule (ECAS or Clerk's Office); brief or extension request in time.",
)


@rule(
    "R24",
    chip=Chip("Brief to the Board", LAW),
    tells_applicant=True,
    asks_again=True,
    enters_case=True,
    office=Office.BOARD,
    if_unknown=Unknown(Tier.P1),
    to_confirm=(),
)
def r24_brief(facts: Facts) -> Iterator[Finding]:
    """R24. The Board sets a schedule for briefs: 8 CFR 1003.3(c), 20 days since 9 March 2026.

    Speaks of a pending appeal. The day is in the Board's schedule, which is not asked: P1, within
    days that we set.
    """
    if not is_open(facts, "R24"):
        return
    reason = Reason(
        rule="R24",
        says=say(PENDING, days=facts.number("board_brief_days")),
        authority="8 CFR 1003.3(c), 1003.6",
        answers=facts.given(appeal_sent, appeal_sent_date),
    )
    yield of_unknown(facts, reason, say(PENDING_DO))
