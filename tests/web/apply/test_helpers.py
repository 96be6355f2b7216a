"""Helpers: questions about the applicant, no private answers, and handing over."""

import re

import pytest

from intake.questionnaire.asylum import ASYLUM
from tests.support.clients.applicant import SHORTEST, Applicant, at_check

MORE = {"send": ["more"]}
TOLD_ALONE = "We have your answer. We do not show it here."


@pytest.mark.parametrize(
    "whom, asked",
    [
        ("self", "Where are you now?"),
        ("child", "Where is your child now?"),
        ("detained_person", "Where are they now?"),
        ("other_person", "Where are they now?"),
    ],
)
def test_the_words_are_for_whoever_fills_in(ready_client, whom, asked):
    someone = at_the_check_page(ready_client, filling_for=[whom])

    assert asked in someone.text
    someone.open(address("location_kind"))
    assert asked in someone.text


def test_a_helper_is_not_shown_what_is_private(ready_client):
    helper = at_the_check_page(ready_client, filling_for=["other_person"])
    helper.post("/en/f/send", MORE)
    helper.walk()

    assert "needs" in helper.visited
    assert "fear_reasons" not in helper.visited
    helper.open(address("needs"))
    assert 'value="pregnant"' in helper.text
    assert 'value="torture"' not in helper.text


def test_what_was_said_before_a_helper_came_is_not_shown_to_them(
    ready_client,
):
    person = at_the_check_page(ready_client, needs=["torture"])
    person.post("/en/f/send", MORE)
    person.walk()
    assert "I was tortured" in person.text

    person.open(address("filling_for"))
    person.post(address("filling_for"), {"filling_for": ["other_person"]})
    person.open("/en/f/check")

    assert "tortur" not in person.text


def test_only_who_says_so_on_the_page_has_their_own_browser_fill_in_and_keep(ready_client):
    answers = {"device": ["mine"], "contact_methods": ["call"]}
    person = at_the_check_page(ready_client, **answers)
    person.open(address("phone"))
    assert 'autocomplete="tel"' not in person.text
    assert 'name="more" value="remember"' in person.text, "a button that is no question"

    person.post(address("phone"), {**answers, "phone": ["210 555 0173"], "more": ["remember"]})
    assert 'autocomplete="tel"' in person.text
    assert 'value="210 555 0173"' in person.text
    assert 'value="remember"' not in person.text
    person.post(address("phone"), {**answers, "phone": ["210 555 0173"]})
    assert person.path == "/en/f/check"
    assert 'autocomplete="off"' in person.open(address("phone")).text

    for others in ({"filling_for": ["other_person"]}, {"device": ["shared"]}):
        someone = at_the_check_page(ready_client, **{**answers, **others})
        someone.open(address("phone"))
        assert 'value="remember"' not in someone.text
        someone.post(address("phone"), {"phone": ["210 555 0173"], "more": ["remember"]})
        assert 'autocomplete="tel"' not in someone.text


def test_after_handing_over_only_the_new_code_opens_it(ready_client):
    helper = at_the_check_page(ready_client, filling_for=["detained_person"])
    before = code_of(helper)

    helper.open("/en/f/hand-over")
    helper.post("/en/f/hand-over", {})
    after = code_of(helper)

    assert helper.path == "/en/f/code"
    assert come_back(helper, before).path == "/en/return"
    assert come_back(helper, after).path == "/en/mailbox"


@pytest.mark.parametrize("is_sent", ["draft", "sent"])
def test_handing_over_twice_leaves_the_person_their_code(ready_client, is_sent):
    helper = at_the_check_page(ready_client, filling_for=["detained_person"])
    if is_sent == "sent":
        helper.send()
        come_back(helper, code_of(helper))
    helper.open("/en/f/hand-over")
    form = helper.page
    helper.post("/en/f/hand-over", {})
    code = code_of(helper)

    helper.page = form
    helper.post("/en/f/hand-over", {})

    assert helper.path == "/en/f/code"
    assert code_of(helper) == code
    assert come_back(helper, code).path == "/en/mailbox"


def test_the_person_is_asked_alone_and_it_is_not_shown_again(ready_client):
    helper = at_the_check_page(ready_client, filling_for=["other_person"], danger_now=["no"])
    helper.open("/en/f/hand-over")
    helper.post("/en/f/hand-over", {})

    person = helper
    person.answers |= {"danger_now": ["yes"], "fear_reasons": ["gender_or_love"]}
    person.visited.clear()
    person.post("/en/f/code", {"have": ["yes"]})
    person.walk()
    person.post("/en/f/send", MORE)
    person.walk()

    assert person.visited[0] == "danger_now"
    assert {"needs", "fear_reasons"} <= set(person.visited)
    assert "Where are you now?" in person.text
    assert shown(person, "danger_now") == shown(person, "fear_reasons") == TOLD_ALONE
    person.open(address("fear_reasons"))
    assert "checked" not in person.text


def test_skipping_what_is_not_shown_again_loses_nothing(ready_client):
    person = at_the_check_page(ready_client, filling_for=["other_person"], danger_now=["yes"])
    person.open("/en/f/hand-over")
    person.post("/en/f/hand-over", {})

    person.post(address("danger_now"), {"skip": ["1"]})
    person.open("/en/f/check")

    assert shown(person, "danger_now") == TOLD_ALONE


def test_a_request_that_was_sent_is_handed_over_with_its_code(ready_client):
    helper = Applicant(
        ready_client, {**SHORTEST, "filling_for": ["other_person"], "danger_now": ["no"]}
    )
    helper.apply()
    person = come_back(helper, code_of(helper))
    before = code_of(person)
    assert link("danger_now") not in person.open("/en/mailbox").text

    person.open("/en/f/hand-over")
    person.post("/en/f/hand-over", {})
    person.post("/en/f/code", {"have": ["yes"]})

    assert person.path == "/en/mailbox"
    assert link("danger_now") in person.text
    assert link("fear_reasons") in person.text
    assert "/f/hand-over" not in person.text
    person.post(address("danger_now", "mailbox"), {"danger_now": ["yes"]})
    assert link("danger_now") not in person.text
    assert shown(person, "danger_now", "/en/mailbox/answers") == TOLD_ALONE
    assert come_back(person, before).path == "/en/return"


def test_nobody_hands_over_what_is_their_own(ready_client):
    person = at_the_check_page(ready_client)

    assert "/f/hand-over" not in person.text


def test_every_question_that_says_you_says_it_otherwise_to_a_helper():
    """Questions about reaching a child are for the parent, those about a helper for the helper."""
    of_the_person = [
        question
        for section in ASYLUM.sections
        if section.id in ("screen", "where", "dates", "you", "safety")
        for page in section.pages
        for question in page.questions
    ]
    same = [question.id for question in of_the_person if not (question.child and question.other)]

    assert [id_ for id_ in same if re.search(r"\byour?\b", ASYLUM.questions[id_].says, re.I)] == [
        "income",
        "fear_reasons",
        "note",
    ]


def at_the_check_page(client, **answers):
    client.delete_cookie("s", domain="localhost")
    return at_check(client, {**SHORTEST, "location_kind": ["in_us"], **answers})


def address(question, place="f"):
    return f"/en/{place}/{ASYLUM.numbers[ASYLUM.page_of(question).id]}"


def link(question):
    return f'href="{address(question, "mailbox")}"'


def code_of(someone):
    back = someone.path
    someone.open("/en/f/code")
    code = re.search(r'id="return-code"[^>]*>([\d ]+)<', someone.text)
    assert code
    someone.open(back)
    return code[1]


def come_back(someone, code):
    someone.enter_code(code)
    return someone


def shown(someone, question, at="/en/f/check"):
    someone.open(at)
    answer = re.search(rf'data-question="{question}">(.*?)</dd>', someone.text, re.DOTALL)
    assert answer
    return re.sub(r"<[^>]+>", "", answer[1]).strip()
