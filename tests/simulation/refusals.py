"""Refusals that are no fault of the product in a simulation."""

from intake.actions.access.unlock_keys import NoLongerMay
from intake.actions.accounts.give_device import NotHalfway
from intake.actions.application.write_to_staff import TooManyUnread
from intake.actions.lending import NoSuchLoan
from intake.actions.opening.case_keys import BehindWall, NoKeyForCase
from intake.cases.store import NoSuchCase
from intake.outbox.undelivered import NoSuchLetter, NotGivenUp, NotWaiting
from intake.staff.login_throttle import TooManyTries
from intake.staff.second_factor import WrongCode
from intake.words import Refused

REFUSALS = (
    NoLongerMay,
    NotHalfway,
    TooManyUnread,
    NoSuchLoan,
    BehindWall,
    NoKeyForCase,
    Refused,
    NoSuchCase,
    NoSuchLetter,
    NotGivenUp,
    NotWaiting,
    TooManyTries,
    WrongCode,
)
