import json
from dataclasses import replace
from hashlib import sha256
from io import BytesIO

import pytest

from intake.sealing.at_rest import LENGTH_BYTES
from intake.sealing.backups import LONGEST, NotABackup, Part, label, outside, read_outside
from intake.sealing.seal import Context, measured

KEY = b"a sealed key"


def test_a_file_says_what_it_is_and_its_stream_follows(ours):
    file = BytesIO(outside(ours, KEY) + b"the stream")

    header, key = read_outside(file)

    assert (header, key, file.read()) == (ours, KEY, b"the stream")
    assert header.kept_for("1+2") == b"recovery keys"
    assert header.made_on == "2026-11-24"
    assert (header.part, header.installation, header.revision) == (
        Part.WRAPS,
        "a fingerprint",
        "0042",
    )


def test_both_seals_are_bound_to_all_that_is_said(ours):
    whole = sha256(ours.to_bytes()).hexdigest()
    places = {"backup": ours.stream_place(), "wrap:backup-key": ours.key_place()}
    for kind, place in places.items():
        assert place == Context("a fingerprint", kind, request="", row=whole)

    others = [
        replace(ours, part=Part.ROWS),
        replace(ours, revision="0043"),
        replace(ours, made_on="2026-11-25"),
        replace(ours, sheets={"1+2": "AAAA"}),
    ]
    rows = {label.stream_place().row for label in (ours, *others)}
    assert len(rows) == 5


def test_as_long_as_a_label_may_be_and_no_longer(ours):
    header, _ = read_outside(BytesIO(outside(_as_long_as(LONGEST, ours), KEY)))
    assert len(header.to_bytes()) == LONGEST

    with pytest.raises(NotABackup):
        read_outside(BytesIO(outside(_as_long_as(LONGEST + 1, ours), KEY)))


def test_what_is_cut_is_no_backup(ours):
    whole = outside(ours, KEY)

    for length in range(len(whole)):
        with pytest.raises(NotABackup):
            read_outside(BytesIO(whole[:length]))


@pytest.mark.parametrize(
    "changed", [{"installation": 5}, {"revision": None}, {"sheets": None}, {"sheets": {"ab": 1}}]
)
def test_a_label_of_other_kinds_of_values_is_no_backup(ours, changed):
    fields = json.loads(ours.to_bytes()) | changed
    written = json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()
    file = outside(ours, b"sealed key").replace(measured(ours.to_bytes()), measured(written))

    with pytest.raises(NotABackup):
        read_outside(BytesIO(file))


def test_what_says_of_itself_what_we_do_not_is_no_backup(ours):
    front = outside(ours, KEY)[: len(b"intake backup\n") + 2]
    good = json.loads(ours.to_bytes())
    others = [
        *(b"", b"[]", b"{}", b"no JSON", ours.to_bytes() + b" "),
        json.dumps({**good, "part": "other"}).encode(),
        json.dumps({**good, "newer": ""}).encode(),
    ]

    for written in others:
        measured = [len(part).to_bytes(LENGTH_BYTES) + part for part in (written, KEY)]
        with pytest.raises(NotABackup):
            read_outside(BytesIO(front + b"".join(measured)))


def _as_long_as(length, ours):
    return replace(ours, revision="0" * (length - len(ours.to_bytes()) + 4))


@pytest.fixture
def ours():
    return label(
        Part.WRAPS,
        installation="a fingerprint",
        revision="0042",
        made_on="2026-11-24",
        sheets={"1+2": b"recovery keys", "1+3": b"the same"},
    )
