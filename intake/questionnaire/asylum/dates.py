"""Questions about dates and papers: what happened, what is coming, and what is due."""

from intake.questionnaire.asylum.proceedings import (
    GUESS,
    ON_PAPER,
    appeal_by,
    appeal_reply,
    appointment,
    appointment_attended,
    appointment_date,
    appointment_kind,
    clock_delay,
    fear_review,
    fear_review_date,
    form_left_date,
    form_reply,
    form_reply_date,
    form_still_part,
    form_whose,
    gov_motion_kind,
    gov_motion_ruled,
    gov_motion_ruled_date,
    leave_told_by,
    office_letter_due,
    parole_kind,
    reinstated,
    reinstated_date,
    voluntary_departure,
    voluntary_departure_date,
    withholding_only,
)
from intake.questionnaire.asylum.screen import help_types
from intake.questionnaire.asylum.where import detained_now, detention_place, location_kind
from intake.questionnaire.conditions import (
    ALWAYS,
    Condition,
    answered,
    any_of,
    every,
    is_one_of,
    is_yes,
    longer_ago_than,
    unless,
    within,
)
from intake.questionnaire.questions import (
    NO,
    NOT_SURE,
    Choice,
    Choices,
    Date,
    Option,
    Question,
    Span,
    Text,
    YesNo,
)
from intake.questionnaire.sections import Page, Part, Section

TEN_MONTHS = 304

TWO_YEARS = 731
"""In days, and one more for a leap year."""

asylum_filed = YesNo(
    "asylum_filed",
    "Have you sent the asylum form (I-589)?",
    child="Has the asylum form (I-589) been sent for your child?",
    other="Have they sent the asylum form (I-589)?",
    hint="It is the form that asks the US for asylum.",
)

asylum_filed_date = Date("asylum_filed_date", "When was the form sent?", Span.PAST, hint=GUESS)

asylum_filed_where = Choice(
    "asylum_filed_where",
    "Where was the form sent?",
    options=(
        Option("immigration_office", "To the immigration office (USCIS)"),
        Option("court", "To the immigration court"),
        NOT_SURE,
    ),
)

last_arrival_date = Date(
    "last_arrival_date",
    "When did you last come to the US?",
    Span.PAST,
    remembered=True,
    binds=True,
    child="When did your child last come to the US?",
    other="When did they last come to the US?",
    hint=GUESS,
    why=(
        "The asylum form is usually due within one year of that day. Some people can still"
        " apply later."
    ),
)

removal_soon = Choice(
    "removal_soon",
    "Has anyone given you a date to leave the US, a flight, or an ICE check-in?",
    child="Has anyone given your child a date to leave the US, a flight, or an ICE check-in?",
    other="Has anyone given them a date to leave the US, a flight, or an ICE check-in?",
    options=(
        NO,
        Option("leave_or_flight", "Yes, a date to leave or a flight"),
        Option("check_in", "Yes, an ICE check-in"),
        NOT_SURE,
    ),
)

removal_soon_date = Date("removal_soon_date", "What is that date?", Span.COMING)

check_in_date = Date(
    "check_in_date", "What is the date of the ICE check-in?", Span.COMING, binds=True, hint=ON_PAPER
)

fear_interview = Choice(
    "fear_interview",
    "Have you had an interview with an officer about why you are afraid to go back?",
    child="Has your child had an interview with an officer about being afraid to go back?",
    other="Have they had an interview with an officer about why they are afraid to go back?",
    hint="This is called a credible fear or reasonable fear interview.",
    options=(
        NO,
        Option(
            "waiting",
            "Not yet. I am waiting for my interview",
            helped="Not yet. They are waiting for the interview",
        ),
        Option("passed", "Yes, and I passed", helped="Yes, and they passed"),
        Option("not_passed", "Yes, and I did not pass", helped="Yes, and they did not pass"),
        NOT_SURE,
    ),
)

fear_decision_date = Date(
    "fear_decision_date",
    "When were you told that you did not pass?",
    Span.PAST,
    binds=True,
    child="When was your child told that they did not pass?",
    other="When were they told that they did not pass?",
    why="You can ask a judge to review it. You must ask within a few days.",
)

court_case = YesNo(
    "court_case",
    "Do you have a case in immigration court?",
    child="Does your child have a case in immigration court?",
    other="Do they have a case in immigration court?",
    hint="The paper may be called a Notice to Appear (NTA).",
)

next_hearing_date = Date("next_hearing_date", "When is the next court date?", Span.COMING)

hearing_kind = Choice(
    "hearing_kind",
    "What kind of court date is it?",
    options=(
        Option("master", "A short one (master calendar hearing)"),
        Option("individual", "The long, final one (individual hearing)"),
        Option("bond", "To ask for release from detention (bond hearing)"),
        NOT_SURE,
    ),
)

court_city = Text("court_city", "Which city is the court in?", longest=80)

hearing_attended = YesNo(
    "hearing_attended",
    "Did you go to that court date?",
    child="Did your child go to that court date?",
    other="Did they go to that court date?",
)

bad_decision = Choice(
    "bad_decision",
    "Has a judge or immigration office denied your case?",
    child="Has a judge or immigration office denied the case?",
    other="Has a judge or immigration office denied their case?",
    options=(
        Option("none", "No one has denied it"),
        Option("judge", "A judge denied it"),
        Option("appeals_board", "The appeals board (BIA) denied it"),
        Option(
            "asylum_office",
            "The asylum office denied it or sent me to court",
            hint="Or it wrote that it plans to deny it, or to end asylum.",
            helped="The asylum office denied it or sent them to court",
        ),
        NOT_SURE,
    ),
)

bad_decision_date = Date(
    "bad_decision_date",
    "What is the date of the decision?",
    Span.PAST,
    binds=True,
    hint=ON_PAPER,
    why="There may be little time to respond. The date tells us how much.",
)

appeal_sent = YesNo("appeal_sent", "Has an appeal been sent to the appeals board (BIA)?")

appeal_sent_date = Date("appeal_sent_date", "When was the appeal sent?", Span.PAST, hint=GUESS)

office_letter = Choice(
    "office_letter",
    "What does the letter from the asylum office say?",
    options=(
        Option("referral", "The case goes to immigration court (referral)"),
        Option("intent_to_deny", "The office plans to deny it (notice of intent to deny)"),
        Option("denial", "It is denied (denial)"),
        Option("intent_to_end", "The office plans to end asylum that was given"),
        NOT_SURE,
    ),
)

old_order = Choice(
    "old_order",
    "Is there an old deportation order?",
    hint="It may be from a judge, from the border, or from ICE.",
    options=(
        NO,
        Option("never_left", "Yes, and I never left", helped="Yes, and they never left"),
        Option(
            "came_back", "Yes. I left, and I came back", helped="Yes. They left, and they came back"
        ),
        NOT_SURE,
    ),
)

old_order_date = Date(
    "old_order_date", "What is the date of that order?", Span.PAST, binds=True, hint=ON_PAPER
)

old_order_from = Choice(
    "old_order_from",
    "Who made that order?",
    options=(
        Option("judge", "A judge"),
        Option("border_or_ice", "An officer at the border, or ICE"),
        NOT_SURE,
    ),
)

missed_hearing = YesNo(
    "missed_hearing",
    "Did you miss a court date?",
    child="Did your child miss a court date?",
    other="Did they miss a court date?",
)

missed_why = Choice(
    "missed_why",
    "What happened with that court date?",
    options=(
        Option("no_letter", "I never got the court notice", helped="The court notice never came"),
        Option(
            "emergency",
            "I was sick, or had an emergency",
            helped="They were sick, or had an emergency",
        ),
        Option("detained", "I was in jail or detention", helped="They were in jail or detention"),
        Option("afraid", "I was afraid to go", helped="They were afraid to go"),
        Option("other", "Something else"),
    ),
)

gov_motion = YesNo(
    "gov_motion",
    (
        "Has the government asked the judge to deny your asylum case without a full hearing? Or to"
        " send you to a different country?"
    ),
    child=(
        "Has the government asked the judge to deny the asylum case without a full hearing? Or to"
        " send your child to a different country?"
    ),
    other=(
        "Has the government asked the judge to deny their asylum case without a full hearing? Or to"
        " send them to a different country?"
    ),
    hint="If so, you should have a copy of that request.",
)

gov_motion_date = Date(
    "gov_motion_date", "When did the government make this request?", Span.PAST, hint=ON_PAPER
)

gov_motion_due_date = Date(
    "gov_motion_due_date",
    "Does the paper give a date for the response?",
    Span.COMING,
    binds=True,
    hint=ON_PAPER,
)

left_since_filing = YesNo(
    "left_since_filing",
    "Have you left the US since you sent the form?",
    child="Has your child left the US since the form was sent?",
    other="Have they left the US since they sent the form?",
)

fee_notice = YesNo("fee_notice", "Has a letter come asking for the yearly asylum fee?")

fee_notice_date = Date(
    "fee_notice_date", "What is the date on the fee letter?", Span.PAST, hint=GUESS
)

fee_notice_from = Choice(
    "fee_notice_from",
    "Who sent the fee letter?",
    options=(
        Option("court", "The immigration court"),
        Option("immigration_office", "The immigration office (USCIS)"),
        NOT_SURE,
    ),
)

fee_due_date = Date(
    "fee_due_date", "Does the letter give a date to pay by?", Span.COMING, binds=True, hint=ON_PAPER
)

lawful_status = Choice(
    "lawful_status",
    "Have you had a visa, TPS or parole in the US?",
    child="Has your child had a visa, TPS or parole in the US?",
    other="Have they had a visa, TPS or parole in the US?",
    why="This can mean more time to ask for asylum.",
    options=(
        NO,
        Option("ended", "Yes, but it ended"),
        Option("still_valid", "Yes, and it is still valid"),
        NOT_SURE,
    ),
)

status_kind = Choice(
    "status_kind",
    "What kind of status is it?",
    options=(
        Option("visa", "A visa"),
        Option("tps", "Temporary Protected Status (TPS)"),
        Option("parole", "Parole"),
        Option("deferred_action", "Deferred action (such as DACA)"),
        Option("other", "Another kind"),
        NOT_SURE,
    ),
)

lawful_status_ended = Date(
    "lawful_status_ended",
    "When did it end, or when will it end?",
    Span.ANY,
    hint="If there was more than one, tell us about the most recent one.",
)

changed = Choices(
    "changed",
    "Has something important changed since you came?",
    child="Has something important changed since your child came?",
    other="Has something important changed since they came?",
    hint="Choose all that apply.",
    why="This can mean more time to ask for asylum.",
    alone=("none",),
    options=(
        Option(
            "country", "Things got worse in my country", helped="Things got worse in their country"
        ),
        Option(
            "me_or_my_life",
            "My own life, belief or work changed",
            helped="Their own life, belief or work changed",
        ),
        Option(
            "family_status",
            "I was part of a family member’s case, but now I am not",
            helped="They were part of a family member’s case, but now they are not",
        ),
        Option("lawyer", "A lawyer or helper did something wrong, or died"),
        Option("none", "None of these"),
        NOT_SURE,
    ),
)

so_far = Choices(
    "so_far",
    "What has happened so far?",
    hint="Choose all that apply. We will ask about dates next.",
    alone=("none",),
    options=(
        Option(
            "court_paper",
            "I got a paper from immigration court",
            hint="It may say Notice to Appear, or Notice of Hearing.",
            helped="A paper came from immigration court",
        ),
        Option(
            "judge_decided",
            "A judge, the appeals board or the asylum office denied my case",
            helped="A judge, the appeals board or the asylum office denied the case",
        ),
        Option("missed_court", "I missed a court date", helped="They missed a court date"),
        Option(
            "fear_interview",
            "I had an interview about my fear, or I am waiting for it",
            hint="An officer asks about the fear of going back.",
            helped="They had an interview about their fear, or are waiting for it",
        ),
        Option(
            "date_to_leave",
            "I was told to leave the US, or I have a flight",
            helped="They were told to leave the US, or they have a flight",
            only_in_us=True,
        ),
        Option(
            "check_in",
            "I have to check in with ICE",
            helped="They have to check in with ICE",
            only_in_us=True,
        ),
        Option(
            "asylum_form",
            "I sent the asylum form",
            hint="It is form I-589.",
            helped="The asylum form was sent",
        ),
        Option(
            "appointment",
            "USCIS gave me a day for an interview or for fingerprints",
            helped="USCIS gave them a day for an interview or for fingerprints",
        ),
        Option(
            "fee_letter",
            "A letter says that I must pay a yearly asylum fee",
            helped="A letter came about a yearly asylum fee",
        ),
        Option(
            "gov_motion",
            (
                "The government asked the judge to deny my case with no hearing, or to send me to"
                " another country"
            ),
            helped=(
                "The government asked the judge to deny the case with no hearing, or to send them"
                " to another country"
            ),
        ),
        Option(
            "old_order",
            "I was ordered to leave the US in the past",
            helped="They were ordered to leave the US in the past",
        ),
        Option("none", "None of these"),
        Option("not_sure", NOT_SURE.says, hint="We will ask one by one."),
    ),
)

status_granted_date = Date(
    "status_granted_date",
    "When did you get asylum or refugee status?",
    Span.PAST,
    binds=True,
    child="When did your child get asylum or refugee status?",
    other="When did they get asylum or refugee status?",
    hint="For a refugee, this is the day of arrival in the US.",
    why="Papers to bring family are usually due within two years of that day.",
)

NOT_OUTSIDE = unless(is_one_of(location_kind, "outside_us"))
TOLD_TO_LEAVE = any_of(
    is_one_of(so_far, "date_to_leave"), is_one_of(removal_soon, "leave_or_flight")
)
COURT_OR_ORDER = is_one_of(help_types, "court_or_order")

TICKED = (
    *(court_case, bad_decision, missed_hearing, fear_interview, removal_soon),
    *(asylum_filed, fee_notice, gov_motion, old_order),
)
"""Questions that a tick of ``so_far`` answers. Older drafts and cases answered each by itself."""

FROM_BEFORE = every(unless(answered(so_far)), any_of(*(answered(question) for question in TICKED)))
"""Condition of drafts and cases that were begun before ``so_far`` was asked."""

IN_THE_US = any_of(is_one_of(location_kind, "in_us", "at_border"), every(FROM_BEFORE, NOT_OUTSIDE))
"""A skipped place opens no page of the US, but closes none that was answered before."""

BEFORE_TICKS = {
    detained_now.id: ALWAYS,
    removal_soon.id: ALWAYS,
    asylum_filed.id: NOT_OUTSIDE,
    court_case.id: NOT_OUTSIDE,
    fear_interview.id: any_of(
        is_one_of(detained_now, "yes", "not_sure"), within(last_arrival_date, days=TWO_YEARS)
    ),
    bad_decision.id: any_of(
        is_one_of(court_case, "yes", "not_sure"),
        *(is_yes(asylum_filed), answered(asylum_filed_date), COURT_OR_ORDER),
    ),
    old_order.id: COURT_OR_ORDER,
    missed_hearing.id: any_of(is_one_of(bad_decision, "judge"), COURT_OR_ORDER),
    gov_motion.id: is_yes(court_case),
    fee_notice.id: is_yes(asylum_filed),
    appointment.id: NOT_OUTSIDE,
}
"""Conditions under which answers that were given without ticks count, in this order."""

UNSURE = is_one_of(so_far, "not_sure")


def _answered_before(question: Question) -> Condition:
    """Return the condition that an older draft or case answered this question by itself."""
    return every(unless(answered(so_far)), answered(question))


FILED = any_of(is_one_of(so_far, "asylum_form"), is_yes(asylum_filed))
MAYBE_NOT_FILED = any_of(
    is_one_of(form_reply, "came_back", "nothing"),
    every(is_one_of(form_whose, "family"), unless(is_yes(form_still_part))),
)
"""Condition that a form was sent, and may not count: see R08."""

MAYBE_IN_COURT = any_of(is_one_of(so_far, "court_paper"), is_one_of(court_case, "yes", "not_sure"))
DENIED_OR_UNSURE = any_of(
    *(is_one_of(so_far, "judge_decided"), UNSURE, COURT_OR_ORDER), _answered_before(bad_decision)
)
ORDERED_OR_UNSURE = any_of(
    is_one_of(so_far, "old_order"), COURT_OR_ORDER, _answered_before(old_order)
)
MISSED_OR_UNSURE = any_of(
    every(COURT_OR_ORDER, unless(is_one_of(so_far, "missed_court"))),
    _answered_before(missed_hearing),
)
HAS_APPOINTMENT = any_of(is_one_of(so_far, "appointment"), is_yes(appointment))
VOLUNTARY_NOT_TOLD = unless(is_one_of(leave_told_by, "voluntary"))
DENIED = ("judge", "appeals_board", "asylum_office", "not_sure")
ORDERED = ("never_left", "came_back", "not_sure")
HAD_STATUS = ("ended", "still_valid")

SECTION = Section(
    "dates",
    "Dates and papers",
    pages=(
        Page((so_far,), topic="So far"),
        Page(
            (detained_now, detention_place),
            topic="Place",
            when=any_of(IN_THE_US, _answered_before(detained_now)),
            parts=(Part(detention_place, detained_now, ("yes", "not_sure")),),
        ),
        Page(
            (court_case,),
            topic="Papers",
            when=any_of(
                every(UNSURE, unless(is_one_of(so_far, "court_paper"))),
                _answered_before(court_case),
            ),
        ),
        Page(
            (next_hearing_date, hearing_kind, court_city),
            heading="The next court date",
            topic="Date",
            when=MAYBE_IN_COURT,
        ),
        Page(
            (hearing_attended,),
            topic="Dates",
            when=every(MAYBE_IN_COURT, longer_ago_than(next_hearing_date, days=0)),
        ),
        Page(
            (removal_soon,),
            topic="Dates",
            when=any_of(
                every(UNSURE, NOT_OUTSIDE, unless(is_one_of(so_far, "date_to_leave", "check_in"))),
                _answered_before(removal_soon),
            ),
        ),
        Page(
            (removal_soon_date, leave_told_by),
            heading="The date to leave",
            topic="Date",
            when=any_of(
                is_one_of(so_far, "date_to_leave"),
                is_one_of(removal_soon, "leave_or_flight", "not_sure"),
                every(unless(answered(so_far)), is_one_of(removal_soon, "check_in")),
            ),
            only=((leave_told_by, TOLD_TO_LEAVE),),
        ),
        Page(
            (check_in_date,),
            topic="Date",
            when=any_of(
                is_one_of(so_far, "check_in"),
                every(answered(so_far), is_one_of(removal_soon, "check_in")),
            ),
        ),
        Page(
            (fear_interview, fear_decision_date, fear_review, fear_review_date),
            topic="Interview",
            when=any_of(
                is_one_of(so_far, "fear_interview"), UNSURE, _answered_before(fear_interview)
            ),
            parts=(
                Part(fear_decision_date, fear_interview, ("not_passed",)),
                Part(fear_review, fear_interview, ("not_passed",)),
                Part(fear_review_date, fear_review, ("agreed", "vacated")),
            ),
        ),
        Page(
            (appointment_kind, appointment_date),
            heading="The appointment with USCIS",
            topic="Date",
            when=HAS_APPOINTMENT,
        ),
        Page(
            (appointment_attended,),
            topic="Dates",
            when=every(HAS_APPOINTMENT, longer_ago_than(appointment_date, days=0)),
        ),
        Page(
            (
                *(bad_decision, bad_decision_date),
                *(old_order, old_order_date, old_order_from, reinstated, reinstated_date),
                missed_hearing,
            ),
            heading="Decisions and orders",
            topic="Papers",
            when=any_of(DENIED_OR_UNSURE, ORDERED_OR_UNSURE, MISSED_OR_UNSURE),
            only=(
                (bad_decision, DENIED_OR_UNSURE),
                (old_order, ORDERED_OR_UNSURE),
                (missed_hearing, MISSED_OR_UNSURE),
            ),
            parts=(
                Part(bad_decision_date, bad_decision, DENIED),
                Part(old_order_date, old_order, ORDERED),
                Part(old_order_from, old_order, ORDERED),
                Part(reinstated, old_order, ("came_back",)),
                Part(reinstated_date, reinstated, ("yes",)),
            ),
        ),
        Page(
            (withholding_only,),
            topic="Papers",
            when=every(is_one_of(old_order, "came_back"), MAYBE_IN_COURT),
        ),
        Page(
            (
                *(appeal_sent, appeal_sent_date, appeal_by, appeal_reply),
                *(voluntary_departure, voluntary_departure_date),
            ),
            heading="After the decision",
            topic="Papers",
            when=any_of(
                is_one_of(bad_decision, "judge"),
                every(is_one_of(bad_decision, "appeals_board"), VOLUNTARY_NOT_TOLD),
            ),
            only=(
                (appeal_sent, is_one_of(bad_decision, "judge")),
                (voluntary_departure, VOLUNTARY_NOT_TOLD),
            ),
            parts=(
                Part(appeal_sent_date, appeal_sent, ("yes",)),
                Part(appeal_by, appeal_sent, ("yes",)),
                Part(appeal_reply, appeal_sent, ("yes",)),
                Part(voluntary_departure_date, voluntary_departure, ("yes",)),
            ),
        ),
        Page(
            (office_letter, office_letter_due),
            topic="Letters",
            when=is_one_of(bad_decision, "asylum_office"),
            parts=(Part(office_letter_due, office_letter, ("intent_to_end",)),),
        ),
        Page(
            (missed_why,),
            topic="Dates",
            when=any_of(is_one_of(so_far, "missed_court"), is_yes(missed_hearing)),
        ),
        Page(
            (
                *(gov_motion_date, gov_motion_due_date),
                *(gov_motion_kind, gov_motion_ruled, gov_motion_ruled_date),
            ),
            heading="The paper about this request",
            topic="Date",
            when=any_of(is_one_of(so_far, "gov_motion"), is_yes(gov_motion)),
            parts=(Part(gov_motion_ruled_date, gov_motion_ruled, ("granted", "denied")),),
        ),
        Page(
            (asylum_filed,),
            topic="Papers",
            when=every(IN_THE_US, unless(is_one_of(so_far, "asylum_form"))),
        ),
        Page(
            (
                *(asylum_filed_date, asylum_filed_where, left_since_filing),
                *(form_reply, form_reply_date),
                *(form_whose, form_still_part, form_left_date),
                clock_delay,
            ),
            heading="The asylum form",
            topic="Papers",
            when=FILED,
            parts=(
                Part(form_reply_date, form_reply, ("receipt", "came_back")),
                Part(form_still_part, form_whose, ("family",)),
                Part(form_left_date, form_still_part, ("no",)),
            ),
        ),
        Page(
            (last_arrival_date,),
            topic="Date",
            when=every(
                IN_THE_US,
                any_of(unless(every(FILED, is_one_of(left_since_filing, "no"))), MAYBE_NOT_FILED),
            ),
        ),
        Page(
            (fee_notice_date, fee_notice_from, fee_due_date),
            heading="The fee letter",
            topic="Date",
            when=any_of(is_one_of(so_far, "fee_letter"), is_yes(fee_notice)),
        ),
        Page(
            (lawful_status, status_kind, parole_kind, lawful_status_ended),
            topic="Papers",
            when=IN_THE_US,
            parts=(
                Part(status_kind, lawful_status, HAD_STATUS),
                Part(parole_kind, status_kind, ("parole",)),
                Part(lawful_status_ended, lawful_status, HAD_STATUS),
            ),
        ),
        Page(
            (changed,),
            topic="Changes",
            when=every(
                longer_ago_than(last_arrival_date, days=TEN_MONTHS),
                any_of(unless(FILED), MAYBE_NOT_FILED),
            ),
        ),
        Page((status_granted_date,), topic="Date", when=is_one_of(help_types, "bring_family")),
    ),
    unasked=(gov_motion, fee_notice, appointment),
)
