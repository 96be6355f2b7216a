"""Invented people for a demonstration: names that nobody bears, lives that nobody led."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from intake.questionnaire.answers import Answer, Answers
from intake.questionnaire.dates import NOT_SURE, SaidDate, on, said_date

FIRST = ("Lumo", "Oona", "Tarviq", "Mirela", "Zaynoor", "Kebbeth", "Iskarim", "Yoluma", "Fenwari")
SECOND = ("Test", "Invented", "Example", "Sample", "Madeup", "Nobody", "Pretend", "Fictive")
LAST = ("Wrenfold", "Larkspur", "Osprey", "Quillmere", "Bramblewick", "Nettlecombe", "Harrowfinch")
STATES = ("NY", "TX", "CA", "FL", "GA", "NJ", "VA", "MD", "IL", "MA", "AK", "HI", "PR")
SPEAKS = ("es", "ar", "fa-AF", "ps", "am", "ti", "fr", "ht", "pt-BR", "ru", "zh-Hans", "so", "en")
COUNTRIES = ("AF", "ER", "ET", "VE", "HT", "CM", "IR", "RU", "NI", "CN", "SD", "stateless")


def somebody(chance: Random, received: date) -> Answers:
    """One invented person's answers, as far as such people usually go."""
    given: dict[str, Answer] = {
        "filling_for": chance.choice(["self"] * 6 + ["child", "detained_person", "other_person"]),
        "device": chance.choice(["mine", "shared"]),
        "danger_now": chance.choice(["no"] * 8 + ["yes", "rather_not_say"]),
        "help_types": tuple(chance.sample(HELP, chance.randint(1, 2))),
        "location_kind": chance.choice(["in_us"] * 9 + ["outside_us"]),
        "us_state": chance.choice(STATES),
        "detained_now": chance.choice(["no"] * 9 + ["yes"]),
        "has_lawyer": chance.choice(["no"] * 7 + ["before", "yes", "unsure_if_lawyer"]),
        "household_size": chance.randint(1, 7),
        "income": chance.choice(["none", "not_sure", "rather_not_say"]),
        "name_to_use": f"{chance.choice(FIRST)} {chance.choice(SECOND)}-{chance.choice(LAST)}",
        "contact_methods": (chance.choice(["call", "text", "whatsapp", "return_code"]),),
        "spoken_languages": (chance.choice(SPEAKS),),
        "interpreter_needed": chance.choice(["yes", "yes", "no"]),
        "ack_not_lawyer": "yes",
        "ack_deadline": "yes",
    }
    given |= _dates(chance, received)
    return Answers(given)


HELP = ("fear_return", "harmed_in_us", "court_or_order", "parent_harm", "bring_family", "not_sure")


def _dates(chance: Random, received: date) -> dict[str, Answer]:
    given: dict[str, Answer] = {"asylum_filed": chance.choice(["no"] * 6 + ["yes", "not_sure"])}
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
    given["court_case"] = chance.choice(["no", "no", "yes", "not_sure"])
    if given["court_case"] == "yes":
        given["next_hearing_date"] = _about(chance, received + timedelta(chance.randint(5, 900)))
        given["hearing_kind"] = chance.choice(["master", "individual", "bond", "not_sure"])
        given["bad_decision"] = chance.choice(["none"] * 5 + ["judge", "appeals_board"])
        if given["bad_decision"] != "none":
            given["bad_decision_date"] = _about(chance, received - timedelta(chance.randint(1, 60)))
    return given


def _about(chance: Random, day: date) -> SaidDate:
    """The day as people know it: exactly, the month, the year, or not at all."""
    kind = chance.random()
    if kind < 0.6:
        return on(day)
    if kind < 0.85:
        return said_date(f"{day:%Y-%m}")
    return said_date(f"{day:%Y}") if kind < 0.95 else NOT_SURE
