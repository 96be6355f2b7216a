"""A questionnaire that contradicts itself cannot be made."""

import pytest

from intake.questionnaire.conditions import is_yes, unless
from intake.questionnaire.questions import Tick, YesNo
from intake.questionnaire.sections import BadQuestionnaire, Page, Questionnaire, Section


def yes_no(id_):
    return YesNo(id=id_, says=f"About {id_}?")


first, second, third = yes_no("first"), yes_no("second"), yes_no("third")
one, two, three = (Page(questions=(asked,), topic="A word") for asked in (first, second, third))


def test_pages_have_numbers_in_the_order_of_asking():
    questionnaire = made(core=(two, one), later=(three,))

    assert questionnaire.numbers == {"second": 1, "first": 2, "third": 3}
    assert questionnaire.page(1) is two
    assert questionnaire.page(0) is questionnaire.page(4) is None
    assert questionnaire.page_of("third") is three


def test_a_condition_may_look_at_earlier_pages():
    depends = Page(questions=(third,), topic="A word", when=is_yes(first))

    assert made(core=(one, two), later=(depends,)).numbers["third"] == 3


@pytest.mark.parametrize("asked", [first, second, third])
def test_a_look_ahead_or_at_oneself_is_refused(asked):
    early = Page(questions=(first,), topic="A word", when=unless(is_yes(asked)))

    with pytest.raises(BadQuestionnaire, match="first looks ahead at"):
        made(core=(early, two), later=(three,))


def test_a_look_at_what_is_ticked_at_sending_is_refused():
    ticked = YesNo(id="ticked", says="Agreed?")
    late = Page(questions=(third,), topic="A word", when=is_yes(ticked))

    with pytest.raises(BadQuestionnaire, match="third looks ahead at ticked"):
        made(core=(one, two), later=(late,))


def test_the_same_id_twice_is_refused_wherever_it_stands():
    again = Page(questions=(yes_no("second"), yes_no("first")), topic="A word")

    with pytest.raises(BadQuestionnaire, match="same id"):
        made(core=(one,), later=(again,))
    with pytest.raises(BadQuestionnaire, match="same id"):
        made(core=(one, two), later=(three,), sending=Tick(id="first", says="Agreed."))


def test_a_page_that_is_never_asked_or_stands_nowhere_is_refused():
    sections = (Section(id="all", title="All", pages=(one, two, three)),)
    ticked = (Tick(id="ticked", says="Agreed."),)

    with pytest.raises(BadQuestionnaire, match="differ in their pages"):
        Questionnaire(sections=sections, core=(one, two), later=(), at_sending=ticked)
    with pytest.raises(BadQuestionnaire, match="differ in their pages"):
        Questionnaire(sections=sections, core=(one, two), later=(three, two), at_sending=ticked)


def test_a_page_is_required_if_one_of_its_questions_is():
    must = YesNo(id="must", says="Well?", required="Answer this.")

    assert Page(questions=(first, must), topic="A word").required
    assert not one.required


def made(*, core, later, sending=None):
    section = Section(id="all", title="All", pages=(*core, *later))
    ticked = sending or Tick(id="agreed", says="Agreed.")
    return Questionnaire(sections=(section,), core=core, later=later, at_sending=(ticked,))
