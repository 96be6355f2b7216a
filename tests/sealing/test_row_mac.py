import time
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from typing import Any, ClassVar

import pytest

from intake.sealing import at_rest
from intake.sealing.at_rest import UnderUnknownKey, Unreadable
from intake.sealing.seal import SealBroken
from intake.sealing.signing import BadRowMac, row_mac_of, set_row_mac, verify_row_mac
from tests.cases.making import NOW


@dataclass
class Row:
    """Something of each kind that a word is given for, and something that it is not given for."""

    row_mac_covers: ClassVar[tuple[str, ...]] = ("id", "key", "roles", "on", "at", "whose")
    id: str = "a"
    key: bytes = b"k"
    roles: tuple[str, ...] = ("reporter",)
    on: date | None = date(2026, 11, 24)
    at: datetime = NOW
    whose: str | None = None
    seen: int = 0
    row_mac: Any = None


CHANGES: dict[str, dict[str, Any]] = {
    "id": {"id": "b"},
    "key": {"key": b"l"},
    "roles": {"roles": ("administrator",)},
    "another role": {"roles": ("reporter", "administrator")},
    "on": {"on": date(2026, 11, 25)},
    "no day": {"on": None},
    "at": {"at": NOW + timedelta(seconds=1)},
    "whose": {"whose": ""},
}


def test_a_word_holds_for_its_row_and_is_another_each_time():
    row = Row()
    set_row_mac(row)
    first = verify_row_mac(row)
    set_row_mac(row)

    assert verify_row_mac(row) == row_mac_of(row) != first
    assert len({first[:32], row_mac_of(row)[:32]}) == 2
    assert len(first) == 32 + 64


def test_a_word_holds_when_the_machine_is_in_another_zone(monkeypatch):
    row = Row()
    set_row_mac(row)

    monkeypatch.setenv("TZ", "Asia/Kabul")
    time.tzset()
    try:
        assert verify_row_mac(row)
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize("change", CHANGES)
def test_for_any_other_row_it_does_not_hold(change):
    row = Row()
    set_row_mac(row)

    with pytest.raises(BadRowMac):
        verify_row_mac(replace(row, **CHANGES[change]))
    assert verify_row_mac(replace(row, seen=7)) == row_mac_of(row)
    assert issubclass(BadRowMac, SealBroken)


def test_what_stands_elsewhere_is_in_it_each_in_its_place():
    row = Row()
    set_row_mac(row, "one", "two")

    assert verify_row_mac(row, "one", "two")
    for words in ((), ("one",), ("two", "one"), ("onetwo",), ("one", "two", "")):
        with pytest.raises(BadRowMac):
            verify_row_mac(row, *words)


@pytest.mark.parametrize("word", [None, "", "0" * 96, "0" * 32])
def test_a_row_without_a_word_is_not_believed(word):
    with pytest.raises(BadRowMac):
        verify_row_mac(Row(row_mac=word))


def test_a_word_that_was_changed_anywhere_does_not_hold():
    row = Row()
    set_row_mac(row)

    for at in (0, 31, 32, 95):
        letter = "0" if row.row_mac[at] != "0" else "1"
        with pytest.raises(BadRowMac):
            verify_row_mac(replace(row, row_mac=row.row_mac[:at] + letter + row.row_mac[at + 1 :]))
    for cut in (row.row_mac[:-1], row.row_mac + "0"):
        with pytest.raises(BadRowMac):
            verify_row_mac(replace(row, row_mac=cut))


def test_an_instant_is_the_same_in_every_zone():
    row = Row(at=NOW.astimezone(timezone(timedelta(hours=-5))))
    set_row_mac(row)

    assert verify_row_mac(replace(row, at=NOW))


def test_what_no_known_secret_reads_is_told_apart_from_what_was_changed():
    row = Row()
    set_row_mac(row)

    for unread in (replace(row, row_mac=Unreadable()), replace(row, id=Unreadable())):
        with pytest.raises(UnderUnknownKey):
            verify_row_mac(unread)
    assert row_mac_of(replace(row, row_mac=Unreadable())) == row_mac_of(Row()) == b""


def test_a_word_of_one_table_is_none_in_another(bound):
    """So a row of one table cannot be given the word of one of another."""
    row = Row()
    set_row_mac(row)

    ciphertext = at_rest.encrypted(row.row_mac, of="passkeys.row_mac")

    assert at_rest.decrypted(ciphertext, of="passkeys.row_mac") == row.row_mac
    with pytest.raises(SealBroken):
        at_rest.decrypted(ciphertext, of="recovery_codes.row_mac")


@pytest.fixture
def bound():
    before = at_rest._Secrets.ciphers
    at_rest.bind("a secret of the desk " * 3)
    yield
    at_rest._Secrets.ciphers = before
