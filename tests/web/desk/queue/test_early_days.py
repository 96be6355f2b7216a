"""Pages order by clear days, which may be early, and show the exact ones beside them."""

from dataclasses import replace
from datetime import timedelta

from intake.diary.models import DiaryEntry
from tests.cases.making import CARD, TODAY
from tests.support.rows import all_rows

DESK_OF = ("attorney",)

EARLY = TODAY + timedelta(40)
EXACT = TODAY + timedelta(43)


def test_the_queue_and_the_diary_show_the_exact_day_beside_an_early_one(desk):
    a_case(desk)

    for page in ("/desk/", f"/desk/diary?span=week&day={EARLY}"):
        desk.open(page)
        days = [day.get("datetime") for day in desk.all("time")]
        assert days[days.index(str(EARLY)) + 1] == str(EXACT)


def test_the_queue_settles_a_day_that_came_near(desk):
    case = a_case(desk, early=TODAY + timedelta(9), looked_on=TODAY)

    desk.open()

    assert (case.due_on, case.due_early) == (TODAY + timedelta(12), False)
    assert str(TODAY + timedelta(12)) in desk.text


def a_case(desk, *, early=EARLY, **columns):
    card = replace(CARD, early=3, act_by=str(EXACT))
    case = desk.case(due_on=early, card=card, dates={"act_by": early}, due_early=True, **columns)
    for entry in all_rows(DiaryEntry):
        entry.early = True
    return case
