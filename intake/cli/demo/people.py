"""Generate the answers of invented people."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from intake.cli.demo.origins import LATIN, ORIGINS, Origin
from intake.cli.demo.words import A_NOTE, in_language
from intake.questionnaire.answers import Answer, Answers
from intake.questionnaire.asylum import dates, reach, safety, screen, send, start, where, you
from intake.questionnaire.calendars import Calendar
from intake.questionnaire.dates import NOT_SURE, SaidDate, on, said_date

AnswersById = dict[str, Answer]
"""Answers by the id of their question, to be laid over others."""

STATES = ("NY", "TX", "CA", "FL", "GA", "NJ", "VA", "MD", "IL", "MA", "AK", "HI", "PR")
HELP = ("fear_return", "harmed_in_us", "court_or_order", "parent_harm", "bring_family", "not_sure")
REASONS = ("religion", "race", "politics", "group_or_family", "gender_or_love", "gang_or_crime")
NEEDS = ("pregnant", "very_sick", "disability", "trauma", "torture", "no_safe_place")
PLACES = ("Example Detention Center", "Madeup County Jail", "Invented Processing Center")

PHONE_SHAPES = (
    "+1 ({area}) 555-{line}",
    "{area}-555-{line}",
    "{area}.555.{line}",
    "1{area}555{line}",
    "001 {area} 555 {line}",
    "+44 20 7946 {line}",
)
"""Phone numbers reserved for fiction: 555-0100 to 555-0199, and London 7946 0000 to 0999."""

ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
YEARS_BEFORE = {Calendar.GREGORIAN: 0, Calendar.SOLAR_HIJRI: 621, Calendar.ETHIOPIAN: 8}


def invented_answers(
    chance: Random, received: date, *, origin: Origin | None = None, number: int | None = None
) -> Answers:
    """Return the answers of one invented person, about as many as a real applicant gives.

    Dates are chosen around *received*, the date of receipt. *origin* and *number* determine the
    name; each is random if omitted.
    """
    origin = origin or chance.choice(ORIGINS)
    number = chance.randrange(100) if number is None else number
    answers: AnswersById = {
        start.device.id: chance.choice(["mine", "shared"]),
        safety.danger_now.id: chance.choice(["no"] * 14 + ["yes", "rather_not_say"]),
        where.location_kind.id: chance.choice(["in_us"] * 9 + ["outside_us"]),
        where.us_state.id: chance.choice(STATES),
        where.detained_now.id: chance.choice(["no"] * 19 + ["yes"]),
        screen.has_lawyer.id: chance.choice(["no"] * 7 + ["before", "yes", "unsure_if_lawyer"]),
        screen.household_size.id: chance.randint(1, 7),
        screen.income.id: chance.choice(["none", "not_sure", "rather_not_say"]),
        send.ack_not_lawyer.id: "yes",
        send.ack_deadline.id: "yes",
    }
    answers |= _person(chance, received, origin, number)
    answers |= _help(chance, origin)
    answers |= _contact(chance, number)
    answers |= _dates(chance, received)
    if answers[start.filling_for.id] == "detained_person":
        answers[where.detained_now.id] = "yes"
    if answers[where.detained_now.id] == "yes":
        answers[where.detention_place.id] = chance.choice(PLACES)
    return Answers(answers)


def _person(chance: Random, received: date, origin: Origin, number: int) -> AnswersById:
    helper = chance.choice(["self"] * 9 + ["child", "detained_person", "other_person"])
    answers: AnswersById = {
        start.filling_for.id: helper,
        you.name_to_use.id: origin.name(number),
        you.nationality.id: origin.country,
        you.spoken_languages.id: (origin.speaks,),
        you.interpreter_needed.id: "no"
        if origin.speaks == "en"
        else chance.choice(["yes", "yes", "no"]),
        you.birth_date.id: _born(chance, received, origin, child=helper == "child"),
    }
    if origin is not LATIN and chance.random() < 0.5:
        answers[you.full_name_docs.id] = LATIN.name(number)
    if chance.random() < 0.2:
        answers[you.a_number.id] = f"A999-{chance.randint(100, 999)}-{chance.randint(100, 999)}"
    return answers


def _born(chance: Random, received: date, origin: Origin, *, child: bool) -> SaidDate:
    """Return a birth date in the calendar of the country, in half of all cases only the year."""
    age = chance.randint(2, 15) if child else chance.randint(19, 68)
    year = received.year - age - YEARS_BEFORE[origin.calendar]
    day = f"{year}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    return said_date(chance.choice([day, f"{year}"]), origin.calendar)


def _help(chance: Random, origin: Origin) -> AnswersById:
    answers: AnswersById = {screen.help_types.id: tuple(chance.sample(HELP, chance.randint(1, 2)))}
    if chance.random() < 0.4:
        answers[safety.fear_reasons.id] = tuple(chance.sample(REASONS, chance.randint(1, 2)))
    if chance.random() < 0.3:
        answers[safety.needs.id] = tuple(chance.sample(NEEDS, chance.randint(1, 2)))
    if chance.random() < 0.2:
        answers[safety.do_not_tell.id] = chance.choice(
            ["my uncle", "mi vecino", "عمي", "my employer"]
        )
    if chance.random() < 0.3:
        answers[safety.note.id] = in_language(A_NOTE, origin.form)[0]
    return answers


def _contact(chance: Random, number: int) -> AnswersById:
    methods = tuple(chance.sample(["call", "text", "whatsapp", "signal"], chance.randint(0, 2)))
    last_method = chance.choice(["return_code", "return_code", "email", "trusted_person"])
    answers: AnswersById = {reach.contact_methods.id: (*methods, last_method)}
    if methods:
        answers |= {
            id_: chance.choice(["yes", "no"]) for id_ in (reach.ok_text.id, reach.ok_voicemail.id)
        }
        answers |= {
            reach.phone.id: phone_number(chance),
            reach.ok_say_name.id: chance.choice(["yes", "no"]),
        }
    if methods or last_method == "trusted_person":
        times = ["morning", "afternoon", "evening", "weekend"]
        answers[reach.safe_times.id] = chance.choice([("any",), tuple(chance.sample(times, 2))])
        answers[reach.shared_phone.id] = chance.choice(["no", "no", "yes", "not_sure"])
    if last_method == "email":
        answers |= {reach.email.id: f"invented.{chance.randrange(10**6)}@example.com"}
        answers |= {reach.ok_mail.id: chance.choice(["yes", "no"])}
    if last_method == "trusted_person":
        answers |= {
            reach.trusted_name.id: LATIN.name(number + 7),
            reach.trusted_phone.id: phone_number(chance),
            reach.trusted_may_know.id: chance.choice(["nothing", "call_back", "everything"]),
        }
    return answers


def phone_number(chance: Random) -> str:
    """Return a phone number reserved for fiction, in one of the formats that people use."""
    shape = chance.choice(PHONE_SHAPES)
    area, line = chance.randint(201, 989), f"{chance.randint(100, 199):04}"
    number = shape.format(area=area, line=line)
    return number.translate(ARABIC_DIGITS) if chance.random() < 0.1 else number


def _dates(chance: Random, received: date) -> AnswersById:
    answers: AnswersById = {dates.asylum_filed.id: chance.choice(["no"] * 6 + ["yes", "not_sure"])}
    if answers[dates.asylum_filed.id] == "yes":
        answers[dates.asylum_filed_date.id] = _about(
            chance, received - timedelta(chance.randint(10, 700))
        )
    else:
        arrived = received - timedelta(
            chance.choice([chance.randint(5, 420), chance.randint(5, 3000)])
        )
        answers[dates.last_arrival_date.id] = _about(chance, arrived)
    answers |= {dates.removal_soon.id: chance.choice(["no"] * 12 + ["check_in", "leave_or_flight"])}
    if answers[dates.removal_soon.id] != "no":
        answers[dates.removal_soon_date.id] = on(received + timedelta(chance.randint(1, 60)))
    answers |= _status(chance)
    return answers | _court(chance, received)


def _status(chance: Random) -> AnswersById:
    """Return what most people can answer with *no*; one in six leaves it open."""
    if chance.random() < 1 / 6:
        return {}
    return {
        dates.fear_interview.id: chance.choice(["no"] * 9 + ["waiting"]),
        dates.missed_hearing.id: "no",
        dates.fee_notice.id: "no",
        dates.lawful_status.id: chance.choice(["no"] * 6 + ["ended", "still_valid"]),
    }


def _court(chance: Random, received: date) -> AnswersById:
    answers: AnswersById = {
        dates.court_case.id: chance.choice(["no", "no", "yes", "not_sure"]),
        dates.bad_decision.id: "none",
    }
    if answers[dates.court_case.id] == "yes":
        answers[dates.next_hearing_date.id] = _about(
            chance, received + timedelta(chance.randint(5, 900))
        )
        answers[dates.hearing_kind.id] = chance.choice(["master", "individual", "bond", "not_sure"])
        answers[dates.bad_decision.id] = chance.choice(["none"] * 5 + ["judge", "appeals_board"])
        if answers[dates.bad_decision.id] != "none":
            answers[dates.bad_decision_date.id] = _about(
                chance, received - timedelta(chance.randint(1, 60))
            )
    return answers


def _about(chance: Random, day: date) -> SaidDate:
    """Return *day* as precisely as people remember it: the day, month or year, or not sure."""
    precision = chance.random()
    if precision < 0.6:
        return on(day)
    if precision < 0.85:
        return said_date(f"{day:%Y-%m}")
    return said_date(f"{day:%Y}") if precision < 0.95 else NOT_SURE
