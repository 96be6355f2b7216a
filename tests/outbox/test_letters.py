"""Letters are queued for a team, and contain nothing about a person."""

from pathlib import Path

import pytest
from babel import Locale

from intake.actions.mail.operator_letters import OPERATOR_LETTERS
from intake.outbox import letters
from intake.outbox.applicant_letters import TO_APPLICANT
from intake.outbox.models import State
from tests.outbox.making import TODAY, letter, team

TEMPLATES = Path(__file__).parents[2] / "templates" / "email"


def test_a_letter_to_a_team_has_no_address(db_session):
    harbor = team()

    row = letter(to=harbor)

    assert (row.team_id, row.state, row.queued_on) == (harbor.id, State.UNROUTED, TODAY)
    assert row.address is None


def test_the_letter_about_access_names_nobody(db_session):
    row = letters.access_granted(team_id=team().id, queued_on=TODAY)
    db_session.flush()

    assert (row.state, row.reference, row.due_on) == (State.UNROUTED, "", TODAY)
    assert "{{ link }}" not in (TEMPLATES / "access_granted.txt").read_text("utf-8")


@pytest.mark.parametrize(
    "language, asked_in",
    [("es", "es"), ("ar", "ar"), ("pt-BR", "pt"), ("fa-AF", None), ("ht", None), ("my", None)],
)
def test_a_language_that_points_to_a_country_is_not_stored(db_session, language, asked_in):
    assert letter(to=team(), language=language).asked_in == asked_in


def test_the_language_to_call_in_is_named_whatever_it_is(db_session):
    assert letter(to=team(), language="es", call="mam").asked_in == "mam"


def test_no_language_that_letters_name_contains_the_name_of_a_country():
    english = Locale("en")
    countries = {name.casefold() for code, name in english.territories.items() if code.isalpha()}

    for tag in letters.OF_MANY_COUNTRIES:
        name = english.languages[tag].casefold()
        assert not [country for country in countries if country in name]


def test_letters_and_templates_correspond():
    functions = {
        name
        for name, value in vars(letters).items()
        if callable(value)
        and getattr(value, "__module__", "") == letters.__name__
        and name.islower()
        and not name.startswith("_")
    }

    assert functions | OPERATOR_LETTERS | TO_APPLICANT == {
        path.stem for path in TEMPLATES.glob("*.txt")
    }
