"""Whatever is typed is stored, asked about, or refused with a sentence; nothing is dropped."""

import re
from decimal import Decimal
from itertools import product
from pathlib import Path
from unicodedata import category

import pytest
from werkzeug.datastructures import MultiDict

from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.dates import NOT_SURE, Calendar, SaidDate, said_date
from intake.questionnaire.questions import (
    Choice,
    Choices,
    Country,
    Date,
    Email,
    Language,
    Languages,
    LongText,
    Money,
    Number,
    Phone,
    Text,
    Tick,
    YesNo,
)
from intake.questionnaire.wording import Whom, worded
from intake.web.locale import speaking
from intake.web.questions.doubts import doubts_to_ask
from intake.web.questions.forms import form_of
from tests.questionnaire.making import TODAY
from tests.support.clients.applicant import SHORTEST, Applicant, at_check, csrf_of
from tests.support.clients.callers import CALLER, Fields, hidden, post
from tests.web.apply.test_dates_on_the_form import address, at_question, press
from tests.web.desk.test_emails_to_applicants import sent

pytestmark = pytest.mark.usefixtures("clock")

NINTH = {"day": "9", "month": "12", "year": "2025"}
EARLIER: tuple[dict[str, str], ...] = (
    {"known": "not_sure"},
    {"known": "not_sure", "said": "after Eid"},
    {"known": "month", "month": "3", "year": "2024"},
    {"known": "year", "year": "2024"},
)
WRONG = (
    ({"day": "32"}, "This month has no such day. Check the day."),
    ({"day": "about 3"}, "Enter the day as a number, like 15."),
    ({"year": "25"}, "The year needs four numbers, like 2026."),
    ({"month": ""}, "Enter a month. If you only know the year, say so below."),
)
IN_US = {**SHORTEST, "location_kind": ["in_us"]}


def test_a_date_typed_in_place_of_an_earlier_answer_is_kept(ready_client):
    for earlier in EARLIER:
        ready_client.delete_cookie("s")
        someone = at_check(ready_client, arrival(earlier))

        change(someone, {"known": earlier["known"], **NINTH})

        assert someone.path == "/en/f/check"
        assert "9 December 2025" in someone.text


@pytest.mark.parametrize("earlier", EARLIER)
def test_a_date_typed_amiss_in_place_of_an_earlier_answer_is_refused(ready_client, earlier):
    someone = at_check(ready_client, arrival(earlier))

    for part, says in WRONG:
        someone.open("/en/f/check")
        change(someone, {"known": earlier["known"], **NINTH, **part})

        assert someone.status == 422
        assert says in someone.text


@pytest.mark.parametrize(
    "known, words, button, kept",
    [
        ("not_sure", "I do not know", "sure", "9 December 2025"),
        ("not_sure", "I do not know", "unsure", "“2025-12-09 after Eid”"),
        ("month", "Only the month and year", "sure", "9 December 2025"),
        ("month", "Only the month and year", "meant", "December 2025"),
        ("year", "Only the year", "meant", "2025"),
    ],
)
@pytest.mark.parametrize("earlier", [{}, NINTH])
def test_whoever_chooses_less_than_is_typed_is_asked_once(
    ready_client, *, earlier, known, words, button, kept
):
    someone = at_check(ready_client, arrival(earlier))

    change(someone, {**NINTH, "known": known, "said": "after Eid"})

    assert re.findall("<dt>(.*?)</dt>", someone.text) == ["You wrote", "You also chose"]
    assert re.search(rf"<dd>\s*<p><bdi>{words}</bdi></p>", someone.text)
    press(someone, button)
    someone.open("/en/f/check")
    row = shown_for(someone.text, "last_arrival_date")
    assert row[0] == kept
    assert "after Eid" in row[-1]


def test_whoever_wants_to_correct_it_sees_the_boxes_and_the_choice(ready_client):
    someone = at_check(ready_client, arrival({}))
    change(someone, {**NINTH, "known": "not_sure"})

    press(someone, "fix")

    assert 'name="last_arrival_date-day"' in someone.text
    assert re.search(r'value="not_sure"\s+checked', someone.text)
    assert 'value="2025"' in someone.text


@pytest.mark.usefixtures("wren")
def test_the_mailbox_keeps_a_date_typed_in_place_of_an_earlier_answer(app):
    someone, _ = sent(app, arrival({"known": "not_sure"}))
    number = ASYLUM.numbers["last_arrival_date"]
    someone.open(f"/en/mailbox/{number}")

    fields = {**NINTH, "known": "not_sure", "day": "32"}
    someone.post(f"/en/mailbox/{number}", named("last_arrival_date", fields))
    assert "This month has no such day. Check the day." in someone.text
    someone.post(f"/en/mailbox/{number}", named("last_arrival_date", {**fields, "day": "9"}))

    assert someone.path == "/en/mailbox"
    someone.open("/en/mailbox/answers")
    assert "9 December 2025" in someone.text


def test_the_desk_asks_about_a_date_beside_i_do_not_know(wren):
    wren.open("/desk/new")
    fields: Fields = {**CALLER, **named("last_arrival_date", {**NINTH, "known": "not_sure"})}
    post(wren, {**fields, **hidden(wren)}, update="1")

    post(wren, {**fields, **hidden(wren)}, send="now")
    assert "Not sent" in wren.text
    assert "You also chose: <bdi>I do not know</bdi>" in wren.text
    post(wren, {**fields, **hidden(wren)}, send="now", sure="last_arrival_date")

    reference = re.search(r"Your reference number is ([\w-]+)", wren.text)
    assert reference
    wren.open(f"/desk/cases/{reference[1]}")
    assert "9 December 2025" in wren.text


def test_a_child_whose_birthday_nobody_knows_is_kept_beside_the_others(ready_client):
    someone = at_question(ready_client, "children_birth_dates")
    rows = {"0-year": "2018", "0-known": "year", "1-known": "not_sure", "2-year": "2020"}

    someone.post(someone.path, named("children_birth_dates", rows))
    someone.walk()

    assert shown_for(someone.text, "children_birth_dates") == ["2018", "I am not sure", "2020"]


def test_a_fourteenth_date_is_refused_and_not_left_out(ready_client):
    someone = at_question(ready_client, "children_birth_dates")

    rows = {f"{index}-year": str(2009 + index) for index in range(14)}
    someone.post(someone.path, named("children_birth_dates", rows))

    assert "You can add up to 12 dates here." in someone.text
    assert 'value="2022"' in someone.text


TOGETHER = "These choices do not fit together. Uncheck what is not right."
CLOSED = "You wrote this, but did not choose the answer above that it belongs to."
SKIPPED = "You wrote something here. Press “Continue” to keep it."


def test_none_of_these_beside_another_choice_is_refused_and_both_stay_ticked(ready_client):
    someone = at_question(ready_client, "so_far")

    someone.post(someone.path, {"so_far": ["court_paper", "none"]})

    assert TOGETHER in someone.text
    assert ticked(someone.text) == ["court_paper", "none"]


def test_a_choice_made_beside_an_earlier_none_of_these_wins(ready_client):
    someone = at_check(ready_client, {**IN_US, "so_far": ["none"]})

    someone.post(address("so_far"), {"so_far": ["missed_court", "none"], "check": ["1"]})
    someone.open("/en/f/check")

    assert shown_for(someone.text, "so_far") == ["I missed a court date"]


def test_none_of_these_beside_earlier_choices_is_refused(ready_client):
    someone = at_check(
        ready_client, {**IN_US, "so_far": ["missed_court"], "missed_why": ["no_letter"]}
    )

    someone.post(address("so_far"), {"so_far": ["missed_court", "none"]})

    assert TOGETHER in someone.text


def test_a_helper_who_answers_again_takes_nothing_back_that_only_the_person_sees(ready_client):
    person = at_question(ready_client, "needs")
    person.post(person.path, {"needs": ["torture", "pregnant"]})
    person.post(address("filling_for"), {"filling_for": ["other_person"]})
    person.open(address("needs"))
    assert ticked(person.text) == ["pregnant"]

    person.post(address("needs"), {"needs": ["very_sick"]})
    person.open(address("needs"))
    assert ticked(person.text) == ["very_sick"]
    person.post(address("needs"), {"skip": ["1"]})
    person.post(address("filling_for"), {"filling_for": ["self"]})
    person.open(address("needs"))

    assert ticked(person.text) == ["torture"]


def test_a_tick_for_people_in_the_us_can_be_taken_back_elsewhere(ready_client):
    someone = at_check(ready_client, {**IN_US, "so_far": ["check_in", "missed_court"]})

    someone.post(address("location_kind"), {"location_kind": ["outside_us"]})
    someone.open(address("so_far"))

    assert ticked(someone.text) == ["missed_court", "check_in"]
    assert 'value="date_to_leave"' not in someone.text


PAPERS = {"location_kind": ["in_us"], "detained_now": ["yes"], "detention_place": ["Quillmere"]}


def test_what_is_typed_under_an_option_that_was_not_chosen_is_refused_in_sight(ready_client):
    someone = at_check(ready_client, IN_US)

    someone.post(
        address("detained_now"), {"detained_now": ["no"], "detention_place": ["Quillmere"]}
    )

    assert CLOSED in someone.text
    assert 'value="Quillmere"' in someone.text
    assert 'class="under"' in someone.text


@pytest.mark.parametrize("day", ["9", "32"])
def test_a_date_typed_two_panels_deep_is_refused_in_sight(ready_client, day):
    someone = at_check(ready_client, {**IN_US, "so_far": ["fear_interview"]})

    reviewed = {"fear_review": ["agreed"], **named("fear_review_date", {**NINTH, "day": day})}
    someone.post(address("fear_interview"), {"fear_interview": ["passed"], **reviewed})

    assert CLOSED in someone.text
    assert "Check the day" not in someone.text
    assert someone.text.count('class="under"') == 2


def test_an_answer_under_another_choice_comes_back_with_that_choice(ready_client):
    someone = at_check(ready_client, {**SHORTEST, **PAPERS})

    someone.post(
        address("detained_now"), {"detained_now": ["no"], "detention_place": ["Quillmere"]}
    )
    assert someone.path == "/en/f/check"
    assert "Quillmere" not in someone.text
    someone.open(address("detained_now"))
    assert 'value="Quillmere"' in someone.text
    someone.post(
        address("detained_now"), {"detained_now": ["yes"], "detention_place": ["Quillmere"]}
    )

    assert "Quillmere" in someone.text


def test_an_answer_comes_back_to_a_page_that_earlier_answers_split(ready_client):
    """The page about the date to leave asks who said it only where somebody told to leave."""
    told = {**IN_US, "removal_soon": ["leave_or_flight"], "leave_told_by": ["notice"]}
    someone = at_check(ready_client, told)
    someone.post(address("so_far"), {"so_far": ["not_sure"]})
    someone.post(address("removal_soon"), {"removal_soon": ["not_sure"]})
    someone.open(address("removal_soon_date"))
    assert 'name="leave_told_by"' not in someone.text

    someone.post(address("removal_soon_date"), named("removal_soon_date", NINTH | {"year": "2026"}))
    someone.post(address("removal_soon"), {"removal_soon": ["leave_or_flight"]})
    someone.open(address("removal_soon_date"))

    assert re.search(r'value="notice"\s+checked', someone.text)


@pytest.mark.parametrize("place", ["Quillmere", "w" * 201])
def test_skipping_is_refused_while_something_is_typed(ready_client, place):
    someone = at_page(ready_client, "detained_now", IN_US)

    fields = {"detained_now": ["yes"], "detention_place": [place]}
    someone.post(someone.path, {**fields, "skip": ["1"]})
    assert SKIPPED in someone.text
    assert f'value="{place}"' in someone.text

    someone.post(someone.path, {"detained_now": ["yes"], "detention_place": [""], "skip": ["1"]})
    assert someone.status == 200
    assert someone.path != address("detained_now")


def test_skipping_a_page_leaves_its_earlier_answers_unless_they_were_emptied(ready_client):
    someone = at_check(ready_client, {**SHORTEST, **PAPERS})

    someone.post(address("detained_now"), {**PAPERS, "skip": ["1"]})
    assert shown_for(someone.text, "detention_place") == ["Quillmere"]
    someone.post(address("detained_now"), {**PAPERS, "detention_place": [""], "skip": ["1"]})

    assert shown_for(someone.text, "detained_now") == ["Yes"]
    assert "Quillmere" not in someone.text


@pytest.mark.usefixtures("wren")
def test_the_mailbox_refuses_to_skip_what_is_typed(app):
    someone, _ = sent(app, {**SHORTEST, **PAPERS})
    path = f"/en/mailbox/{ASYLUM.numbers['detained_now']}"
    someone.open(path)

    someone.post(path, {**PAPERS, "detention_place": ["Wrenford"], "skip": ["1"]})
    assert SKIPPED in someone.text
    someone.post(path, {**PAPERS, "skip": ["1"]})

    assert someone.path == "/en/mailbox"


def test_a_page_that_is_no_longer_asked_keeps_what_is_typed_for_later(ready_client):
    someone = at_check(ready_client, {**IN_US, "so_far": ["court_paper"]})
    someone.post(address("so_far"), {"so_far": ["none"]})

    someone.post(address("next_hearing_date"), named("next_hearing_date", {"day": "32"}))
    assert "Enter a year." in someone.text
    hearing = named("next_hearing_date", NINTH | {"year": "2026"})
    someone.post(address("next_hearing_date"), hearing)
    assert "9 December 2026" not in someone.text
    someone.post(address("so_far"), {"so_far": ["court_paper"]})
    someone.open("/en/f/check")

    assert "9 December 2026" in someone.text


@pytest.mark.parametrize("device", ["mine", "shared"])
def test_what_is_typed_into_an_older_page_after_sending_is_not_dropped(ready_client, device):
    person = {**SHORTEST, **PAPERS, "filling_for": ["self"], "device": [device]}
    someone = at_check(ready_client, person)
    someone.send()

    someone.post(address("detained_now"), {**PAPERS, "detention_place": ["Wrenford"]})

    if device == "shared":
        assert someone.path == "/en/sent"
        assert "What you just wrote did not reach us." in someone.text
        return
    assert someone.path == f"/en/mailbox/{ASYLUM.numbers['detained_now']}"
    assert 'value="Wrenford"' in someone.text
    someone.post(someone.path, {**PAPERS, "detention_place": ["Wrenford"]})
    someone.open("/en/mailbox/answers")
    assert "Wrenford" in someone.text


def test_a_page_that_was_open_too_long_shows_each_question_again(ready_client, clock):
    someone = at_check(ready_client, {**IN_US, "so_far": ["judge_decided"]})
    clock.shift(minutes=1)
    someone.open(address("bad_decision"))
    fields = {"bad_decision": ["judge"], **named("bad_decision_date", NINTH)}

    no_longer_right = csrf_of(someone.text)[:-4] + "AAAA"
    page = someone.client.post(someone.path, data={**fields, "csrf_token": no_longer_right})

    assert page.status_code == 403
    assert ticked(page.text)[0] == "judge"
    assert re.search(r'name="bad_decision_date-year"[^>]*value="2025"', page.text)


@pytest.mark.usefixtures("wren")
def test_only_question_pages_can_be_skipped(app):
    someone = at_check(app.test_client(), dict(SHORTEST))
    someone.post("/en/f/send", {"send": ["now"], "skip": ["1"]})
    assert someone.path == "/en/f/check"

    caller = Applicant(app)
    caller.open("/other-language")
    caller.post("/other-language", {"call_language": ["mam"]})
    caller.post("/en/f/call", {"skip": ["1"]})
    assert caller.status == 422


def test_the_name_of_a_language_is_never_cut(someone):
    someone.open("/other-language")

    someone.post(
        "/other-language", {"call_language": ["other"], "call_language_other": ["m" * 201]}
    )

    assert "Please make your answer 1 characters shorter." in someone.text
    assert f'value="{"m" * 201}"' in someone.text


def test_no_page_for_applicants_cuts_what_is_pasted():
    pages = [*Path("templates/apply").glob("*"), *Path("templates/mailbox").glob("*")]
    pages.append(Path("templates/parts/question.html"))

    assert [page.name for page in pages if "maxlength" in page.read_text()] == []


SAVED = (
    None,
    NOT_SURE,
    SaidDate(words="after Eid"),
    said_date("2024"),
    said_date("2024-03"),
    said_date("2024-03-05"),
    said_date("1403-01-05", Calendar.SOLAR_HIJRI, words="in spring"),
)
KNOWN = ("", "day", "month", "year", "not_sure")
TYPED = (
    NINTH,
    {"year": "2025"},
    {"month": "12", "year": "2025"},
    {"day": "9", "year": "2025"},
    {"day": "9", "month": "12"},
    {"day": "9"},
    {"day": "32", "month": "12", "year": "2025"},
    {"day": "about 3", "month": "12", "year": "2025"},
    {"day": "۹", "month": "12", "year": "۲۰۲۵"},
    {"day": "09", "month": "12", "year": "\u200f2025"},
    {"year": "25"},
    {"year": "20255"},
    {"said": "after the rain"},
    {"said": "w" * 401},
    {"day": "3", "month": "13", "year": "2018", "calendar": "ethiopian"},
    {"day": "5", "month": "6", "year": "1446", "calendar": "hijri"},
    {"day": "3", "month": "9", "year": "1404", "calendar": "solar_hijri", "said": "in autumn"},
    {"year": "1404", "calendar": "julian"},
)
DATES = tuple(question for question in ASYLUM.questions.values() if isinstance(question, Date))


@pytest.mark.parametrize("tag", ["en", "fa-AF", "am"])
def test_no_way_of_answering_drops_a_part_of_a_date(app, tag):
    fates = set()
    for saved, known, typed in product(SAVED, KNOWN, TYPED):
        parts = {**typed, "known": known}
        fates.add(fate_of(app, last_arrival(), saved, parts, tag=tag))
        fates.add(fate_of_row(app, saved, parts, tag=tag))
    for question, saved, known, typed in product(DATES, SAVED[:4], KNOWN, TYPED[:4]):
        fates.add(fate_of(app, question, saved, {**typed, "known": known}, tag=tag))

    assert fates == {"stored", "asked", "refused"}


@pytest.mark.parametrize(
    "question, typed, kept",
    [
        ("household_size", "٣", 3),
        ("household_size", "\u200f007\u200f", 7),
        ("household_size", "3 people", None),
        ("household_size", "21", None),
        ("income_amount", "$1,234,567.8", Decimal("1234567.8")),
        ("income_amount", "1 200", Decimal(1200)),
        ("income_amount", "\u0661\u066c\u0662\u0660\u0660\u066b\u0665", Decimal("1200.50")),
        ("income_amount", "12,50", None),
        ("income_amount", "1.200", None),
        ("income_amount", "1.200,50", None),
        ("income_amount", "1,2,3", None),
        ("income_amount", "1e3", None),
    ],
)
def test_a_number_is_kept_as_it_is_meant_or_refused(app, question, typed, kept):
    form, _ = answered(app, ASYLUM.questions[question], None, {question: [typed]})

    if kept is None:
        assert form.errors
    else:
        assert form.answers() == {question: kept}
    assert form.texts == {question: typed}


def last_arrival():
    return ASYLUM.questions["last_arrival_date"]


def fate_of(app, question, saved, parts, *, tag):
    """Return what becomes of a date; fail where a part of it is stored nowhere."""
    form, asked = answered(app, question, saved, named(question.id, parts), tag=tag)
    if form.errors or asked:
        return "refused" if form.errors else "asked"
    return kept_whole(form.answers()[question.id], parts)


def fate_of_row(app, saved, parts, *, tag):
    """Return what becomes of a date that stands after another one in a list."""
    question = ASYLUM.questions["children_birth_dates"]
    first = said_date("2011-05-02")
    rows = {"0-day": "2", "0-month": "5", "0-year": "2011"}
    rows |= {f"1-{part}": text for part, text in parts.items()}
    earlier = None if saved is None else (first, saved)
    form, asked = answered(app, question, earlier, named(question.id, rows), tag=tag)
    if form.errors or asked:
        return "refused" if form.errors else "asked"
    stored = form.answers()[question.id]
    assert isinstance(stored, tuple)
    assert stored[0] == first
    return kept_whole(stored[1], parts)


def kept_whole(stored, parts):
    """Return "stored" for a date of which each part is stored."""
    assert isinstance(stored, SaidDate)
    numbers = [int(part) for part in stored.said.split("-")] if stored.said else []
    typed = [int(parts[part].strip("\u200f")) for part in ("year", "month", "day") if part in parts]
    assert numbers == typed, (parts, stored)
    assert stored.words == parts.get("said", ""), (parts, stored)
    return "stored"


TEXTS = (
    "Lumo Test-Wrenfold",
    "  007 \t 3\u200f ",
    "می\u200cروم",
    "a\x00b\u202ec\x7f",
    "one line\r\nand another",
    "+1 202 555 0143 extension 12",
    "lumo@example.org",
    "12",
    "€ 3",
    "$1,200.50",
    "w" * 200,
    "w" * 5000,
)
IN_WORDS = (Text, LongText, Phone, Email, Number, Money)
WORDS = tuple(asked for asked in ASYLUM.questions.values() if isinstance(asked, IN_WORDS))
WAYS = ("open", "closed", "unchosen")


def test_no_way_of_answering_drops_a_text_or_a_number(app):
    fates = {
        fate_of_text(app, question, saved, text, way=way, skips=skips)
        for question, saved, text, way, skips in product(
            WORDS, (None, "Earlier"), TEXTS, WAYS, (False, True)
        )
    }

    assert fates == {"stored", "asked", "refused"}


@pytest.mark.parametrize("whom", [Whom.SELF, Whom.OTHER])
def test_no_choice_is_dropped_but_an_earlier_none_of_these(app, whom):
    for plain in ASYLUM.questions.values():
        question = worded(plain, whom)
        if not (isinstance(plain, Choices) and isinstance(question, Choices)):
            continue
        codes = [option.code for option in question.options]
        saved = [None, *((code,) for code in (codes[0], codes[-1], *question.alone))]
        for earlier, first, second in product(saved, codes, codes):
            posted = {question.id: list(dict.fromkeys([first, second]))}
            form, _ = answered(app, question, earlier, posted)
            if form.errors:
                assert {first, second} & set(question.alone)
                continue
            stored = form.answers()[question.id]
            assert isinstance(stored, tuple)
            left_out = {first, second}.difference(stored)
            assert left_out <= set(earlier or ()) & set(question.alone), (question.id, posted)


CODED = (Choice, Choices, YesNo, Country, Language, Languages, Tick)


def test_a_code_that_is_not_offered_is_refused_or_is_no_tick(app):
    for question in ASYLUM.questions.values():
        if isinstance(question, CODED):
            form, _ = answered(app, question, None, {question.id: ["planted"]})
            assert form.errors, question.id


def fate_of_text(app, question, saved, text, *, way, skips):
    """Return what becomes of a text under an option that is chosen or not."""
    page = next((page for page in ASYLUM.pages if question in page.questions), None)
    parts = page.parts if page else ()
    fields = {question.id: [text]} | parents(parts, question, way)
    with app.test_request_context("/en/f/1"):
        answers = Answers().plus({} if saved is None else {question.id: saved})
        posted = posted_fields(fields)
        asked = page.questions if page else (question,)
        form = form_of(asked, answers, posted, today=TODAY, parts=parts)
        form.skips = skips
        if not form.validate():
            return "refused"
        if doubts_to_ask(form, answers, posted):
            return "asked"
        stored = form.left_by_skipping() if form.skips else form.answers()
    assert bare(str(stored[question.id])) == bare(text), (question.id, saved, text, way, skips)
    return "stored"


def parents(parts, question, way):
    """Return the choices under which a question stands: opened, closed, or not made."""
    part = next((part for part in parts if part.question is question), None)
    if part is None or way == "unchosen":
        return {}
    codes = [option.code for option in getattr(part.under, "options", ())]
    closing = [code for code in codes if code not in part.codes + part.kept]
    chosen = part.codes[0] if way == "open" else closing[0]
    return {part.under.id: [chosen], **parents(parts, part.under, "open")}


def bare(text):
    """Return what somebody sees of a text, without signs that no amount needs."""
    seen = (mark for mark in text if not mark.isspace() and not category(mark).startswith("C"))
    return "".join(seen).translate({ord("$"): None, ord(","): None}).lstrip("0")


def posted_fields(fields):
    return MultiDict[str, str]([(name, text) for name, texts in fields.items() for text in texts])


def answered(app, question, saved, fields, *, tag="en"):
    """Return the form of one question with what is posted, and whether the page asks about it."""
    answers = Answers().plus({} if saved is None else {question.id: saved})
    posted = posted_fields(fields)
    with app.test_request_context("/en/f/1"), speaking(tag):
        form = form_of((question,), answers, posted, today=TODAY)
        form.validate()
        return form, bool(doubts_to_ask(form, answers, posted))


def at_page(client, question, answers=IN_US):
    """Return an applicant on the page of one question, with all others answered."""
    someone = at_check(client, answers)
    someone.open(address(question))
    return someone


def ticked(text):
    """Return the codes that a page shows as chosen."""
    return re.findall(r'value="(\w+)"[^>]*\s+checked', text)


def arrival(parts):
    return {**IN_US, **named("last_arrival_date", parts)}


def change(someone, parts):
    """Change the day of arrival from the check page, and press "Continue" there."""
    assert f'href="{address("last_arrival_date")}"' in someone.text
    someone.open(address("last_arrival_date"))
    someone.post(address("last_arrival_date"), named("last_arrival_date", parts))


def named(question, parts):
    return {f"{question}-{part}": [text] for part, text in parts.items()}


def shown_for(text, question):
    """Return the lines of one answer on the check page."""
    row = re.search(rf'data-question="{question}"[^>]*>(.*?)</dd>', text, re.DOTALL)
    assert row, question
    return re.findall(r"<p>(?:<[^>]*>)*([^<]+)", row[1])
