"""The pages of one case."""

from intake.web.desk.case import (
    case,
    conflict,
    contact,
    correct,
    decision,
    erase,
    hand_off,
    letter,
    look_up,
    messages,
    notes,
    private,
    tell,
    timeline,
    wall,
)
from intake.web.desk.case.dates import dates, met
from intake.web.desk.case.related import duplicates, links

PAGES = (
    case,
    conflict,
    contact,
    correct,
    dates,
    decision,
    duplicates,
    erase,
    hand_off,
    letter,
    links,
    look_up,
    messages,
    met,
    notes,
    private,
    tell,
    timeline,
    wall,
)
BLUEPRINTS = (*(page.blueprint for page in PAGES), decision.proposals, dates.replaced)
