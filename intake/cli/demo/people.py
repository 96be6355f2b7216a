"""The answers of invented people: names that nobody bears, lives that nobody led."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from intake.cli.demo.origins import LATIN, ORIGINS, Origin
from intake.cli.demo.words import A_NOTE, in_language
from intake.questionnaire.answers import Answer, Answers
from intake.questionnaire.calendars import Calendar
from intake.questionnaire.dates import NOT_SURE, SaidDate, on, said_date

Given = dict[str, Answer]

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
"""Numbers kept free for fiction: 555-0100 to 555-0199, and London 7946 0000 to 0999."""

ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
YEARS_BEFORE = {Calendar.GREGORIAN: 0, Calendar.SOLAR_HIJRI: 621, Calendar.ETHIOPIAN: 8}


def invented_answers(
    chance: Random, received: date, *, origin: Origin | None = None, number: int | None = None
) -> Answers:
    """Return the answers of one invented person, about as many as such people give.

    *received* is the day on which the request comes in; dates are chosen around it. *origin* and
    *number* choose the name, by chance where they are not given.
    """
    origin = origin or chance.choice(ORIGINS)
    number = chance.randrange(100) if number is None else number
    given: Given = {
        "device": chance.choice(["mine", "shared"]),
        "danger_now": chance.choice(["no"] * 14 + ["yes", "rather_not_say"]),
        "location_kind": chance.choice(["in_us"] * 9 + ["outside_us"]),
        "us_state": chance.choice(STATES),
        "detained_now": chance.choice(["no"] * 19 + ["yes"]),
        "has_lawyer": chance.choice(["no"] * 7 + ["before", "yes", "unsure_if_lawyer"]),
        "household_size": chance.randint(1, 7),
        "income": chance.choice(["none", "not_sure", "rather_not_say"]),
        "ack_not_lawyer": "yes",
        "ack_deadline": "yes",
    }
    given |= _person(chance, received, origin, number)
    given |= _help(chance, origin)
    given |= _contact(chance, number)
    given |= _dates(chance, received)
    if given["filling_for"] == "detained_person":
        given["detained_now"] = "yes"
    if given["detained_now"] == "yes":
        given["detention_place"] = chance.choice(PLACES)
    return Answers(given)


def _person(chance: Random, received: date, origin: Origin, number: int) -> Given:
    helped = chance.choice(["self"] * 9 + ["child", "detained_person", "other_person"])
    given: Given = {
        "filling_for": helped,
        "name_to_use": origin.name(number),
        "nationality": origin.country,
        "spoken_languages": (origin.speaks,),
        "interpreter_needed": "no"
        if origin.speaks == "en"
        else chance.choice(["yes", "yes", "no"]),
        "birth_date": _born(chance, received, origin, child=helped == "child"),
    }
    if origin is not LATIN and chance.random() < 0.5:
        given["full_name_docs"] = LATIN.name(number)
    if chance.random() < 0.2:
        given["a_number"] = f"A999-{chance.randint(100, 999)}-{chance.randint(100, 999)}"
    return given


def _born(chance: Random, received: date, origin: Origin, *, child: bool) -> SaidDate:
    """Return a date of birth in the calendar of the country; half of them are only a year."""
    age = chance.randint(2, 15) if child else chance.randint(19, 68)
    year = received.year - age - YEARS_BEFORE[origin.calendar]
    day = f"{year}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    return said_date(chance.choice([day, f"{year}"]), origin.calendar)


def _help(chance: Random, origin: Origin) -> Given:
    given: Given = {"help_types": tuple(chance.sample(HELP, chance.randint(1, 2)))}
    if chance.random() < 0.4:
        given["fear_reasons"] = tuple(chance.sample(REASONS, chance.randint(1, 2)))
    if chance.random() < 0.3:
        given["needs"] = tuple(chance.sample(NEEDS, chance.randint(1, 2)))
    if chance.random() < 0.2:
        given["do_not_tell"] = chance.choice(["my uncle", "mi vecino", "عمي", "my employer"])
    if chance.random() < 0.3:
        given["note"] = in_language(A_NOTE, origin.form)[0]
    return given


def _contact(chance: Random, number: int) -> Given:
    ways = tuple(chance.sample(["call", "text", "whatsapp", "signal"], chance.randint(0, 2)))
    other = chance.choice(["return_code", "return_code", "email", "trusted_person"])
    given: Given = {"contact_methods": (*ways, other)}
    if ways:
        given |= {name: chance.choice(["yes", "no"]) for name in ("ok_text", "ok_voicemail")}
        given |= {"phone": phone_number(chance), "ok_say_name": chance.choice(["yes", "no"])}
    if ways or other == "trusted_person":
        times = ["morning", "afternoon", "evening", "weekend"]
        given["safe_times"] = chance.choice([("any",), tuple(chance.sample(times, 2))])
        given["shared_phone"] = chance.choice(["no", "no", "yes", "not_sure"])
    if other == "email":
        given |= {"email": f"invented.{chance.randrange(10**6)}@example.com"}
        given |= {"ok_mail": chance.choice(["yes", "no"])}
    if other == "trusted_person":
        given |= {
            "trusted_name": LATIN.name(number + 7),
            "trusted_phone": phone_number(chance),
            "trusted_may_know": chance.choice(["nothing", "call_back", "everything"]),
        }
    return given


def phone_number(chance: Random) -> str:
    """Return a number that belongs to nobody, in one of the shapes that people write."""
    shape = chance.choice(PHONE_SHAPES)
    area, line = chance.randint(201, 989), f"{chance.randint(100, 199):04}"
    number = shape.format(area=area, line=line)
    return number.translate(ARABIC_DIGITS) if chance.random() < 0.1 else number


def _dates(chance: Random, received: date) -> Given:
    given: Given = {"asylum_filed": chance.choice(["no"] * 6 + ["yes", "not_sure"])}
    if given["asylum_filed"] == "yes":
        given["asylum_filed_date"] = _about(chance, received - timedelta(chance.randint(10, 700)))
    else:
        arrived = received - timedelta(
            chance.choice([chance.randint(5, 420), chance.randint(5, 3000)])
        )
        given["last_arrival_date"] = _about(chance, arrived)
    given |= {"removal_soon": chance.choice(["no"] * 12 + ["check_in", "leave_or_flight"])}
    if given["removal_soon"] != "no":
        given["removal_soon_date"] = on(received + timedelta(chance.randint(1, 60)))
    return given | _court(chance, received)


def _court(chance: Random, received: date) -> Given:
    given: Given = {"court_case": chance.choice(["no", "no", "yes", "not_sure"])}
    if given["court_case"] == "yes":
        given["next_hearing_date"] = _about(chance, received + timedelta(chance.randint(5, 900)))
        given["hearing_kind"] = chance.choice(["master", "individual", "bond", "not_sure"])
        given["bad_decision"] = chance.choice(["none"] * 5 + ["judge", "appeals_board"])
        if given["bad_decision"] != "none":
            given["bad_decision_date"] = _about(chance, received - timedelta(chance.randint(1, 60)))
    return given


def _about(chance: Random, day: date) -> SaidDate:
    """Return the day as people know it: exactly, the month, the year, or not at all."""
    kind = chance.random()
    if kind < 0.6:
        return on(day)
    if kind < 0.85:
        return said_date(f"{day:%Y-%m}")
    return said_date(f"{day:%Y}") if kind < 0.95 else NOT_SURE
