"""Dates and papers: what happened, what is coming, and by when something must be done."""

from intake.questionnaire.asylum.screen import help_types
from intake.questionnaire.asylum.where import MAYBE_DETAINED, location_kind
from intake.questionnaire.conditions import (
    any_of,
    every,
    is_one_of,
    is_yes,
    longer_ago_than,
    unless,
    within,
)
from intake.questionnaire.questions import NO, NOT_SURE, Choice, Date, Option, Span, Text, YesNo
from intake.questionnaire.sections import Page, Section
from intake.words import N_

TWO_YEARS = 731
"""In days, and one more for a leap year."""

TEN_MONTHS = 304

GUESS = N_("A guess is fine.")
ON_PAPER = N_("The date on the paper is best. A guess is fine.")

asylum_filed = YesNo(
    id="asylum_filed",
    says=N_("Have you sent the asylum form (I-589)?"),
    child=N_("Has the asylum form (I-589) been sent for your child?"),
    other=N_("Have they sent the asylum form (I-589)?"),
    hint=N_("It is the form that asks the US for asylum."),
)

asylum_filed_date = Date(
    id="asylum_filed_date",
    says=N_("When was the form sent?"),
    hint=GUESS,
    span=Span.PAST,
)

asylum_filed_where = Choice(
    id="asylum_filed_where",
    says=N_("Where was the form sent?"),
    options=(
        Option("immigration_office", N_("To the immigration office (USCIS)")),
        Option("court", N_("To the immigration court")),
        NOT_SURE,
    ),
)

last_arrival_date = Date(
    id="last_arrival_date",
    binds=True,
    says=N_("When did you last come into the US?"),
    child=N_("When did your child last come into the US?"),
    other=N_("When did they last come into the US?"),
    hint=GUESS,
    why=N_(
        "The asylum form is usually due one year after that day. Some people can still ask later."
    ),
    span=Span.PAST,
)

removal_soon = Choice(
    id="removal_soon",
    says=N_("Did anyone give you a date to leave, a flight, or an ICE check-in?"),
    child=N_("Did your child get a date to leave, a flight, or an ICE check-in?"),
    other=N_("Did anyone give them a date to leave, a flight, or an ICE check-in?"),
    options=(
        NO,
        Option("leave_or_flight", N_("Yes, a date to leave or a flight")),
        Option("check_in", N_("Yes, an ICE check-in")),
        NOT_SURE,
    ),
)

removal_soon_date = Date(
    id="removal_soon_date",
    says=N_("What is that date?"),
    span=Span.COMING,
)

fear_interview = Choice(
    id="fear_interview",
    says=N_("Did an officer ask you why you are afraid to go back?"),
    child=N_("Did an officer ask your child about being afraid to go back?"),
    other=N_("Did an officer ask them why they are afraid to go back?"),
    hint=N_("This talk is called a fear interview."),
    options=(
        NO,
        Option(
            "waiting",
            N_("Not yet. I am waiting for it"),
            helped=N_("Not yet. It is still to come"),
        ),
        Option(
            "passed",
            N_("Yes, and I passed"),
            helped=N_("Yes, and they passed"),
        ),
        Option(
            "not_passed",
            N_("Yes, and I did not pass"),
            helped=N_("Yes, and they did not pass"),
        ),
        NOT_SURE,
    ),
)

fear_decision_date = Date(
    id="fear_decision_date",
    binds=True,
    says=N_("When did they tell you that you did not pass?"),
    child=N_("When was your child told about not passing?"),
    other=N_("When were they told that they did not pass?"),
    why=N_("A judge can look at it again, but only for a few days."),
    span=Span.PAST,
)

court_case = YesNo(
    id="court_case",
    says=N_("Do you have a case with an immigration judge?"),
    child=N_("Does your child have a case with an immigration judge?"),
    other=N_("Do they have a case with an immigration judge?"),
    hint=N_("The paper may be called Notice to Appear."),
)

next_hearing_date = Date(
    id="next_hearing_date",
    says=N_("When is the next court date?"),
    span=Span.COMING,
)

hearing_kind = Choice(
    id="hearing_kind",
    says=N_("What kind of court date is it?"),
    options=(
        Option("master", N_("A short one (master hearing)")),
        Option("individual", N_("The long, final one (individual hearing)")),
        Option("bond", N_("About getting out of detention (bond hearing)")),
        NOT_SURE,
    ),
)

court_city = Text(
    id="court_city",
    says=N_("Which city is the court in?"),
    longest=80,
)

bad_decision = Choice(
    id="bad_decision",
    says=N_("Did a judge or an office say no in your case?"),
    child=N_("Did a judge or an office say no in the case?"),
    other=N_("Did a judge or an office say no in their case?"),
    options=(
        Option("none", N_("Nobody said no")),
        Option("judge", N_("A judge said no")),
        Option("appeals_board", N_("The appeals board (BIA) said no")),
        Option(
            "asylum_office",
            N_("The asylum office said no, or sent me to court"),
            helped=N_("The asylum office said no, or sent them to court"),
        ),
        NOT_SURE,
    ),
)

bad_decision_date = Date(
    id="bad_decision_date",
    binds=True,
    says=N_("When did they say no?"),
    hint=ON_PAPER,
    why=N_("There can be little time to answer. The date tells us how much."),
    span=Span.PAST,
)

missed_hearing = YesNo(
    id="missed_hearing",
    says=N_("Did you miss a court date?"),
    child=N_("Did your child miss a court date?"),
    other=N_("Did they miss a court date?"),
)

missed_why = Choice(
    id="missed_why",
    says=N_("What happened with that court date?"),
    options=(
        Option(
            "no_letter",
            N_("I never got the letter about it"),
            helped=N_("The letter about it never came"),
        ),
        Option(
            "emergency",
            N_("I was sick, or had an emergency"),
            helped=N_("They were sick, or had an emergency"),
        ),
        Option(
            "detained",
            N_("I was locked up"),
            helped=N_("They were locked up"),
        ),
        Option(
            "afraid",
            N_("I was afraid to go"),
            helped=N_("They were afraid to go"),
        ),
        Option("other", N_("Something else")),
    ),
)

gov_motion = YesNo(
    id="gov_motion",
    says=N_("Did the government ask to send you to another country, or end your case early?"),
    child=N_("Did the government ask to send your child to another country, or end the case?"),
    other=N_("Did the government ask to send them to another country, or end their case early?"),
    hint=N_("They would ask the judge, and send the paper about it."),
)

gov_motion_date = Date(
    id="gov_motion_date",
    says=N_("When did the government ask for this?"),
    hint=ON_PAPER,
    span=Span.PAST,
)

fee_notice = YesNo(
    id="fee_notice",
    says=N_("Did a letter come to pay a yearly asylum fee?"),
)

fee_notice_date = Date(
    id="fee_notice_date",
    says=N_("What date is on the letter about the fee?"),
    hint=GUESS,
    span=Span.PAST,
)

lawful_status = Choice(
    id="lawful_status",
    says=N_("Have you had a visa, TPS or parole in the US?"),
    child=N_("Has your child had a visa, TPS or parole in the US?"),
    other=N_("Have they had a visa, TPS or parole in the US?"),
    why=N_("It can give more time to ask for asylum."),
    options=(
        NO,
        Option("ended", N_("Yes, but it ended")),
        Option("still_valid", N_("Yes, and it has not ended")),
        NOT_SURE,
    ),
)

lawful_status_ended = Date(
    id="lawful_status_ended",
    says=N_("When did it end?"),
    hint=N_("If there was more than one, tell us about the last."),
    span=Span.PAST,
)

status_granted_date = Date(
    id="status_granted_date",
    binds=True,
    says=N_("When did you get asylum or refugee status?"),
    child=N_("When did your child get asylum or refugee status?"),
    other=N_("When did they get asylum or refugee status?"),
    hint=N_("For a refugee, it is the day of coming to the US."),
    why=N_("Papers for the family are usually due two years after that day."),
    span=Span.PAST,
)

NOT_OUTSIDE = unless(is_one_of(location_kind, "outside_us"))
FILED = is_yes(asylum_filed)
MAYBE_IN_COURT = is_one_of(court_case, "yes", "not_sure")
SAID_NO = is_one_of(bad_decision, "judge", "appeals_board", "asylum_office", "not_sure")

SECTION = Section(
    id="dates",
    title=N_("Dates and papers"),
    pages=(
        Page(questions=(asylum_filed,), topic=N_("Papers"), when=NOT_OUTSIDE),
        Page(questions=(asylum_filed_date,), topic=N_("Papers"), when=FILED),
        Page(questions=(asylum_filed_where,), topic=N_("Papers"), when=FILED),
        Page(
            questions=(last_arrival_date,),
            topic=N_("A date"),
            when=every(NOT_OUTSIDE, unless(FILED)),
        ),
        Page(questions=(removal_soon,), topic=N_("Dates")),
        Page(
            questions=(removal_soon_date,),
            topic=N_("A date"),
            when=is_one_of(removal_soon, "leave_or_flight", "check_in", "not_sure"),
        ),
        Page(
            questions=(fear_interview,),
            topic=N_("A talk"),
            when=any_of(MAYBE_DETAINED, within(last_arrival_date, days=TWO_YEARS)),
        ),
        Page(
            questions=(fear_decision_date,),
            topic=N_("A date"),
            when=is_one_of(fear_interview, "not_passed"),
        ),
        Page(questions=(court_case,), topic=N_("Papers"), when=NOT_OUTSIDE),
        Page(questions=(next_hearing_date,), topic=N_("A date"), when=MAYBE_IN_COURT),
        Page(questions=(hearing_kind,), topic=N_("A date"), when=MAYBE_IN_COURT),
        Page(questions=(court_city,), topic=N_("City"), when=MAYBE_IN_COURT),
        Page(
            questions=(bad_decision,),
            topic=N_("Papers"),
            when=any_of(MAYBE_IN_COURT, FILED),
        ),
        Page(questions=(bad_decision_date,), topic=N_("A date"), when=SAID_NO),
        Page(
            questions=(missed_hearing,),
            topic=N_("Dates"),
            when=is_one_of(bad_decision, "judge"),
        ),
        Page(questions=(missed_why,), topic=N_("Dates"), when=is_yes(missed_hearing)),
        Page(questions=(gov_motion,), topic=N_("Papers"), when=is_yes(court_case)),
        Page(questions=(gov_motion_date,), topic=N_("A date"), when=is_yes(gov_motion)),
        Page(questions=(fee_notice,), topic=N_("Letters"), when=FILED),
        Page(questions=(fee_notice_date,), topic=N_("A date"), when=is_yes(fee_notice)),
        Page(
            questions=(lawful_status,),
            topic=N_("Papers"),
            when=every(longer_ago_than(last_arrival_date, days=TEN_MONTHS), unless(FILED)),
        ),
        Page(
            questions=(lawful_status_ended,),
            topic=N_("A date"),
            when=is_one_of(lawful_status, "ended"),
        ),
        Page(
            questions=(status_granted_date,),
            topic=N_("A date"),
            when=is_one_of(help_types, "bring_family"),
        ),
    ),
)
