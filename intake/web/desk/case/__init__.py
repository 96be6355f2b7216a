"""The pages of one case."""

from intake.web.desk.case import (
    case,
    conflict,
    contact,
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
from intake.web.desk.case.dates import correct, dates, met
from intake.web.desk.case.related import duplicates, links

BLUEPRINTS = (
    conflict.blueprint,
    contact.blueprint,
    correct.blueprint,
    dates.blueprint,
    decision.blueprint,
    decision.proposals,
    duplicates.blueprint,
    erase.blueprint,
    hand_off.blueprint,
    letter.blueprint,
    links.blueprint,
    look_up.blueprint,
    messages.blueprint,
    met.blueprint,
    notes.blueprint,
    case.blueprint,
    private.blueprint,
    dates.replaced,
    tell.blueprint,
    timeline.blueprint,
    wall.blueprint,
)
