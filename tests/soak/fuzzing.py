"""Give every parser what no person types: it answers, or raises the exception it names.

``make soak`` runs it. ``EXAMPLES=`` sets how many inputs each parser gets.
"""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from intake import create_app
from intake.actions.application.resume import open_refused_code
from intake.actions.backup.restore_backup import open_file
from intake.actions.keys.recover import SheetsOpenNothing
from intake.cases import tags
from intake.cases.card import Card
from intake.cases.views import Cursor
from intake.conflicts.name_parts import parse_name, parse_sentence
from intake.conflicts.search_terms import read_search
from intake.extensions import db
from intake.outbox.applicant_letters import is_one_address
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.dates import Calendar, NotADate, days_meant, from_json, said_date, said_in
from intake.questionnaire.reading import UnreadableAnswer, read_answers, stored_answers
from intake.questionnaire.tidy import tidied, whole_number
from intake.sealing.backups import MAGIC, VERSION, NotABackup, Part, read_outside
from intake.sealing.opening import open_sealed, open_stream, open_under
from intake.sealing.return_code import MistypedCode, ReturnCode
from intake.sealing.return_code import read as read_code
from intake.sealing.seal import (
    Context,
    NotPadded,
    SealDamaged,
    Suite,
    UnusableKey,
    load_private,
    load_public,
    measured,
    new_pair,
    pad,
    unmeasured,
    unpad,
)
from intake.sealing.sheets import (
    MistypedDeviceCode,
    MistypedSheet,
    device_groups,
    new_sheets,
    read_device_code,
    read_sheet,
)
from intake.sealing.teams import PrivateKeys
from intake.sealing.tokens import MistypedToken, read_token, token_text
from intake.settings import NAMES, Settings
from intake.settings.practice import staffed_hours
from intake.settings.reading import UnsafeSettings
from intake.web.questions.doubts import odd_shapes
from intake.web.questions.forms import form_for
from intake.web.session_cookie import cookie_text, saves_in, token_of
from tests.support.databases.fixtures import make_tables

EXAMPLES = int(os.environ.get("EXAMPLES", "500"))
TODAY = date(2026, 11, 24)
PLACE = Context("an installation", "story", request="r")
KEY = bytes(range(32))
PAIR = new_pair()
SECRET = {"SECRET_KEY": "a-secret-for-tests-0123456789-abcdefghij"}

fuzzed = settings(
    max_examples=EXAMPLES, deadline=2000, suppress_health_check=[*HealthCheck], database=None
)
"""Two seconds at most for one input."""

anything = st.text(max_size=200)
digits = st.text(st.characters(categories=["Nd", "Zs", "Pd"]), max_size=40)
numbers = st.integers(-(10**12), 10**12)
json_values = st.recursive(
    st.none() | st.booleans() | numbers | st.floats() | anything,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(anything, inner, max_size=4),
    max_leaves=12,
)
dates = st.one_of(anything, st.from_regex(r"[0-9]{1,5}(-[0-9]{1,3}){0,3}", fullmatch=True), digits)
headers = st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=120)

Parser = Callable[[str], object]
OF_TEXT: dict[str, tuple[Parser, tuple[type[Exception], ...]]] = {
    "return code": (read_code, (MistypedCode,)),
    "token": (read_token, (MistypedToken,)),
    "sheet": (read_sheet, (MistypedSheet,)),
    "device code": (read_device_code, (MistypedDeviceCode,)),
    "date": (said_date, (NotADate,)),
    "stored date": (from_json, (NotADate,)),
    "cursor": (lambda text: Cursor.from_text(text, today=TODAY), ()),
    "search": (read_search, ()),
    "name": (parse_name, ()),
    "sentence": (parse_sentence, ()),
    "address": (is_one_address, ()),
    "tags": (tags.read, ()),
    "phone": (lambda text: odd_shapes("phone", text), ()),
    "email": (lambda text: odd_shapes("email", text), ()),
    "tidied": (lambda text: tidied(text, lines=True), ()),
    "number": (lambda text: whole_number(text, digits=6), ()),
    "cookie": (lambda text: (token_of(text), saves_in(text, secrets=("s",))), ()),
    "hours": (staffed_hours, (UnsafeSettings,)),
    "refused code": (
        lambda text: open_refused_code(
            text,
            KEY,
            secrets=("s",),
            installation="i",
            now=datetime(2026, 11, 24, tzinfo=ZoneInfo("UTC")),
        ),
        (),
    ),
}


@pytest.mark.parametrize("name", OF_TEXT)
def test_a_text_is_read_or_refused_by_name(name):
    parse, refusals = OF_TEXT[name]

    @fuzzed
    @given(st.one_of(anything, digits, dates))
    def read(text):
        with suppress(*refusals):
            parse(text)

    read()


OF_BYTES: dict[str, tuple[Callable[[bytes], object], tuple[type[Exception], ...]]] = {
    "envelope under a key": (lambda b: open_under(KEY, b, PLACE), (SealDamaged,)),
    "envelope of a pair": (
        lambda b: open_sealed(b, PAIR.private, PLACE),
        (SealDamaged,),
    ),
    "padding": (unpad, (NotPadded,)),
    "measured parts": (unmeasured, (ValueError,)),
    "private keys": (PrivateKeys.from_bytes, (UnusableKey,)),
    "private key": (load_private, (UnusableKey,)),
    "public key": (load_public, (UnusableKey,)),
    "backup": (lambda b: read_outside(BytesIO(b)), (NotABackup,)),
    "stream": (lambda b: [*open_stream(KEY, BytesIO(b), PLACE)], (SealDamaged,)),
}
HEADS = (b"", bytes((1, Suite.AES_256_GCM)), bytes((1, Suite.HPKE_HYBRID)), MAGIC + b"\x01\x02")


@pytest.mark.parametrize("name", OF_BYTES)
def test_bytes_are_read_or_refused_by_name(name):
    parse, refusals = OF_BYTES[name]

    @fuzzed
    @given(st.sampled_from(HEADS), st.binary(max_size=1400))
    def read(head, content):
        with suppress(*refusals):
            parse(head + content)

    read()


@fuzzed
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "part": st.sampled_from([*Part]) | json_values,
            "installation": anything | json_values,
            "revision": anything | json_values,
            "made_on": st.just("2026-11-24") | json_values,
            "sheets": st.dictionaries(st.sampled_from(["ab", "ac", "bc"]), anything) | json_values,
        },
    ),
    st.binary(min_size=1, max_size=99),
)
def test_the_label_of_a_backup_may_say_anything(label, key):
    written = json.dumps(label, sort_keys=True, separators=(",", ":")).encode()
    content = MAGIC + bytes((VERSION, Suite.HPKE_HYBRID)) + measured(written, key)
    first, second, _ = new_sheets()

    with suppress(NotABackup, SheetsOpenNothing):
        open_file(BytesIO(content), first, second)


@fuzzed
@given(st.dictionaries(st.sampled_from([*ASYLUM.questions]), json_values | dates, max_size=6))
def test_answers_may_be_anything(data):
    with suppress(UnreadableAnswer):
        read_answers(data, today=TODAY)
    stored = stored_answers(data)

    assert stored_answers(stored.to_json()) == stored


@fuzzed
@given(st.sampled_from([*Calendar]), numbers, st.lists(numbers | st.integers(-1, 40), max_size=2))
def test_days_of_any_numbers(calendar, year, rest):
    with suppress(NotADate):
        first, last = days_meant(calendar, year, *rest)
        assert first <= last


@fuzzed
@given(st.sampled_from([*Calendar]), st.dates(date(1800, 1, 1), date(2200, 1, 1)))
def test_every_day_has_a_name_in_every_calendar(calendar, day):
    first, last = days_meant(calendar, *said_in(calendar, day))

    assert first <= day <= last


@fuzzed
@given(st.dictionaries(st.sampled_from(sorted(NAMES)), anything | digits | dates, max_size=5))
def test_settings_may_be_anything(environ):
    with suppress(UnsafeSettings):
        Settings.from_environ(SECRET | environ)


@fuzzed
@given(st.binary(min_size=16, max_size=16), st.binary(max_size=900), st.binary(max_size=2000))
def test_round_trips_hold(device, content, part):
    assert read_device_code(" ".join(device_groups(device))) == device
    assert unpad(pad(content)) == content
    assert unmeasured(measured(content, part)) == [content, part]
    token = device * 2
    assert read_token(token_text(token)) == token
    cookie = cookie_text(token, len(content), secret="s")
    assert saves_in(cookie, secrets=("t", "s")) == len(content)


@fuzzed
@given(st.integers(0, 10**7 - 1), st.integers(0, 10**16 - 1))
def test_each_code_is_read_as_it_is_shown(locator, secret):
    code = ReturnCode(locator=f"{locator:07}", secret=f"{secret:016}")

    assert read_code(code.text) == read_code(code.digits) == code


@fuzzed
@given(st.dictionaries(anything, json_values, max_size=4))
def test_a_card_of_another_release_is_read(more):
    card = Card(name_to_use="Lumo")

    with suppress(TypeError):  # a card with other fields is none of ours
        Card.from_json(json.loads(json.dumps(card.to_json())) | more)


PARTS = ("", "-day", "-month", "-year", "-calendar", "-known", "-said", "-0-day", "-0-year")


@fuzzed
@given(
    st.sampled_from(ASYLUM.pages),
    st.lists(
        st.tuples(
            st.sampled_from(PARTS), anything | digits | dates | st.sampled_from(["yes", "5"])
        ),
        max_size=8,
    ),
    st.lists(st.tuples(st.sampled_from(["fix", "more", "sure", "meant", "unsure"]), anything)),
)
def test_a_form_takes_anything(page, fields, more):
    ids = [question.id for question in page.questions]
    named = [(f"{ids[at % len(ids)]}{part}", text) for at, (part, text) in enumerate(fields)]
    posted = MultiDict(named + more)

    with product().test_request_context("/en/f/1"):
        form = form_for(page, Answers(), posted, today=TODAY)
        if [*form] and form.validate():  # a page that asks nothing is never shown
            answers = Answers().plus(form.answers())
            assert read_answers(answers.to_json(), today=TODAY) == answers


@fuzzed
@given(
    st.sampled_from(["/", "/en/", "/en/f/1", "/en/f/9", "/en/return", "/en/mailbox", "/desk/"]),
    st.sampled_from(["Accept-Language", "Cookie", "User-Agent", "Host", "Range", "Referer"]),
    headers,
)
def test_no_header_makes_an_error_page(path, name, value):
    answer = product().test_client().get(path, headers={name: value})

    assert answer.status_code < 500


@fuzzed
@given(st.sampled_from(["s", "d", "c", "a"]), anything, st.sampled_from(["/en/f/1", "/en/return"]))
def test_no_cookie_makes_an_error_page(name, value, path):
    client = product().test_client()
    client.set_cookie(name, value)

    assert client.get(path).status_code < 500
    assert client.post(path, data={"code": value}).status_code < 500


@fuzzed
@given(
    st.text(st.characters(codec="utf-8"), max_size=60).map(str.encode) | st.binary(max_size=60),
    st.dictionaries(anything, anything, max_size=3),
)
def test_no_address_makes_an_error_page(path, query):
    sent = {"PATH_INFO": f"/{path.decode('latin-1')}"}  # the client would read a host from "//"
    answer = product().test_client().get(query_string=query, environ_overrides=sent)

    assert answer.status_code < 500


PRODUCTS: list[Flask] = []


def product():
    """Return the application of this run."""
    return PRODUCTS[0]


@pytest.fixture(autouse=True, scope="module")
def made_product(tmp_path_factory):
    """Make one application with an empty database."""
    folder: Path = tmp_path_factory.mktemp("fuzzing")
    make_tables(folder / "intake.db")
    product_settings = Settings.from_environ(
        SECRET | {"VAR": str(folder), "DATABASE_URL": f"sqlite:///{folder}/intake.db"}
    )
    PRODUCTS.append(create_app(product_settings))
    yield
    with PRODUCTS.pop().app_context():
        db.engine.dispose()
