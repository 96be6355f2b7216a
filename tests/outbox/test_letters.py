"""A letter is queued for its team, with nothing in it that tells of a person."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel import Locale

from intake.actions.mail.operator_letters import OPERATOR_LETTERS
from intake.outbox import letters
from intake.outbox.models import State
from tests.outbox.making import TODAY, letter, team

TEMPLATES = Path(__file__).parents[2] / "templates" / "email"


def test_a_letter_waits_for_its_readers(db_session):
    harbor = team()

    kept = letter(to=harbor)

    assert (kept.team_id, kept.state, kept.queued_on) == (harbor.id, State.UNROUTED, TODAY)
    assert kept.address is None


def test_the_letter_about_access_names_nobody(db_session):
    kept = letters.access_granted(team_id=team().id, queued_on=TODAY)
    db_session.flush()

    assert (kept.state, kept.reference, kept.due_on) == (State.UNROUTED, "", TODAY)
    assert "{{ link }}" not in (TEMPLATES / "access_granted.txt").read_text("utf-8")


@pytest.mark.parametrize(
    ("language", "kept"),
    [("es", "es"), ("ar", "ar"), ("pt-BR", "pt"), ("fa-AF", None), ("ht", None), ("my", None)],
)
def test_a_language_that_points_to_a_country_is_not_even_kept(db_session, language, kept):
    assert letter(to=team(), language=language).asked_in == kept


def test_no_language_that_is_named_holds_the_name_of_a_country():
    english = Locale("en")
    countries = {name.casefold() for code, name in english.territories.items() if code.isalpha()}

    for tag in letters.OF_MANY_COUNTRIES:
        name = english.languages[tag].casefold()
        assert not [country for country in countries if country in name]


def test_every_letter_has_its_template_and_every_template_its_letter():
    functions = {
        name
        for name, value in vars(letters).items()
        if callable(value) and getattr(value, "__module__", "") == letters.__name__
    }

    assert functions | OPERATOR_LETTERS == {path.stem for path in TEMPLATES.glob("*.txt")}
