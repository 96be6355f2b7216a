"""Known answers: bytes that were written once, and must open and come out alike for ever.

Whoever changes a format adds a version, and a vector beside these; none of these is changed.
What is sealed with chance in it is only opened here; what is not is made again, byte for byte.
"""

import json
from dataclasses import asdict
from datetime import date, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import (
    JSON,
    Column,
    Date,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    create_engine,
)

from intake.actions.backup.tables import Tally, dumped
from intake.audit.chain import hash_of
from intake.conflicts.traits import Traits, traits_of
from intake.extensions import Instant
from intake.sealing import at_rest, return_code
from intake.sealing.at_rest import seal_stream
from intake.sealing.backups import outside, read_outside
from intake.sealing.opening import open_sealed, open_stream, open_under
from intake.sealing.return_code import ReturnCode
from intake.sealing.seal import Context, derived, pad, padded_length, public_half
from intake.sealing.sheets import (
    kept_under_pairs,
    pair_name,
    pair_place,
    pair_secret,
    read_sheet,
    self_signature,
    trusted_recovery,
)
from intake.sealing.signing import StubHasher, signing_public_half, verify_row_mac
from intake.sealing.stretching import COSTS
from intake.sealing.teams import PrivateKeys, TeamPrivate, fingerprint, sign_epoch, verify_chain
from intake.sealing.tokens import token_hash, token_text
from intake.sealing.unlocking import (
    Keyring,
    grant_place,
    is_vouched,
    password_halves,
    vouch,
)
from intake.staff.invitations import look_ups
from intake.staff.recovery_codes import grouped, hashed

FOLDER = Path(__file__).parent / "vectors"


def vectors(name):
    """The vectors of one file, with everything that ends in ``_hex`` as bytes."""
    return [
        {
            key.removesuffix("_hex"): bytes.fromhex(value) if key.endswith("_hex") else value
            for key, value in vector.items()
        }
        for vector in json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    ]


@pytest.mark.parametrize("vector", vectors("contexts"))
def test_contexts_have_these_bytes(vector):
    assert Context(**vector["context"]).to_bytes() == vector["bytes"]


@pytest.mark.parametrize("vector", vectors("padding"))
def test_padding_has_these_bytes_and_sizes(vector):
    if "content" in vector:
        assert pad(vector["content"]) == vector["padded"]
    else:
        assert padded_length(vector["length"]) == vector["padded_length"]


@pytest.mark.parametrize("vector", vectors("derived"))
def test_derived_keys_are_these(vector):
    assert derived(vector["key"], vector["info"]) == vector["derived"]


@pytest.mark.parametrize("vector", vectors("under_key"))
def test_what_was_sealed_under_a_key_opens(vector):
    context = Context(**vector["context"])

    assert open_under(vector["key"], vector["sealed"], context) == vector["plaintext"]


@pytest.mark.parametrize("vector", vectors("to_recipient"))
def test_what_was_sealed_to_a_recipient_opens(vector):
    context = Context(**vector["context"])

    opened = open_sealed(vector["sealed"], vector["private"], context)

    assert opened == vector["plaintext"]
    assert public_half(vector["private"]) == vector["public"]


@pytest.mark.parametrize("vector", vectors("at_rest"))
def test_what_was_kept_at_rest_reads(vector, monkeypatch):
    monkeypatch.setattr(at_rest._Secrets, "ciphers", ())
    at_rest.bind(vector["secret"])

    assert at_rest.decrypted(vector["kept"], of=vector["of"]) == vector["text"]


@pytest.mark.parametrize("vector", vectors("teams"))
def test_epochs_are_signed_alike_and_chain_to_the_pin(vector):
    recovery_keys, *team_keys = map(bytes.fromhex, vector["private_keys"])
    signer = PrivateKeys.from_bytes(recovery_keys)
    epochs = [TeamPrivate.from_bytes(keys) for keys in team_keys]
    signing = [signer.sign_private, *(keys.sign_private for keys in epochs)]

    chain = [
        sign_epoch(
            signing[at], team_id=vector["team_id"], number=at + 1, public=keys.public_halves()
        )
        for at, keys in enumerate(epochs)
    ]

    recovery = signer.public_halves()
    signed = self_signature(signer)
    assert [epoch.signature.hex() for epoch in chain] == vector["signatures"]
    assert verify_chain(chain, recovery.sign_public, vector["pin"]) == chain[-1]
    assert signed == vector["recovery_signature"]
    assert trusted_recovery(recovery, signed, vector["pin"]).public_key == recovery.hpke_public
    assert fingerprint(recovery.sign_public) == vector["pin"]


@pytest.mark.parametrize("vector", vectors("recovery"))
def test_two_sheets_open_the_recovery_keys(vector):
    first, second = (read_sheet(letters) for letters in vector["sheets"])
    pair = pair_name(first, second)

    opened = open_under(
        pair_secret(first, second), vector["kept"], pair_place(pair, vector["installation"])
    )

    again = kept_under_pairs(
        PrivateKeys.from_bytes(opened), (first, second), vector["installation"]
    )
    assert opened == vector["private_keys"]
    assert [(pair, len(vector["kept"]))] == [(name, len(sealed)) for name, sealed in again.items()]
    assert [first.text, second.text] == vector["sheets"]
    assert [first.secret, second.secret] == [bytes.fromhex(secret) for secret in vector["secrets"]]


@pytest.mark.parametrize("vector", vectors("passwords"))
def test_passwords_are_stretched_alike(vector):
    halves = password_halves(vector["password"], vector["salt"])

    assert (halves.check, halves.wrap) == (vector["check"], vector["wrap"])


@pytest.mark.parametrize("vector", vectors("return_codes"))
def test_return_codes_are_read_and_stretched_alike(vector):
    code = return_code.read(vector["text"])
    halves = return_code.halves(code, vector["salt"])

    assert code == ReturnCode(locator=vector["locator"], secret=vector["secret"])
    assert code.text == vector["text"]
    assert (halves.auth, halves.wrap) == (vector["auth"], vector["wrap"])
    assert halves.auth_hash == vector["auth_hash"]


@pytest.mark.parametrize("vector", vectors("damm"))
def test_check_digits_are_these(vector):
    assert return_code.check_digit(vector["digits"]) == vector["check_digit"]


@pytest.mark.parametrize("vector", vectors("keyrings"))
def test_keyrings_have_these_bytes(vector):
    keyring = Keyring.from_bytes(vector["member_id"], vector["bytes"])

    held = [
        [team, epoch, key.hpke_private.hex(), key.sign_private.hex(), key.vouch_private.hex()]
        for team in dict.fromkeys(row[0] for row in vector["keys"])
        for epoch, key in keyring.of_team(team).items()
    ]
    assert held == vector["keys"]
    assert keyring.to_bytes() == vector["bytes"]


@pytest.mark.parametrize("vector", vectors("streams"))
def test_streams_are_sealed_alike_and_open(vector):
    context = Context(**vector["context"])
    content = bytes(vector["length"] - len(vector["content"])) + vector["content"]

    sealed = b"".join(seal_stream(vector["key"], [content], context))

    if "sealed" in vector:
        assert sealed == vector["sealed"]
    assert sha256(sealed).hexdigest() == vector.get("sealed_sha256", sha256(sealed).hexdigest())
    assert b"".join(open_stream(vector["key"], BytesIO(sealed), context)) == content


@pytest.mark.parametrize("vector", vectors("backups"))
def test_backups_say_of_themselves_the_same(vector):
    header, sealed_key = read_outside(BytesIO(vector["outside"]))

    assert outside(header, sealed_key) == vector["outside"]
    assert {**asdict(header), "part": str(header.part)} == vector["label"]
    assert sealed_key == vector["sealed_key"]
    assert header.stream_place().row == header.key_place().row == vector["row"]


@pytest.mark.parametrize("vector", vectors("stubs"))
def test_stubs_hash_a_person_alike(vector):
    """The sound of a name is part of the format: a change of it needs a new version of stubs."""
    hashed = StubHasher(vector["key"])
    traits = Traits.from_json(vector["traits"])

    hashed_person = traits_of(hashed, **vector["person"])

    assert hashed(vector["word"]) == vector["hash"]
    assert traits is not None
    assert traits.to_json() == vector["traits"]
    assert hashed_person.to_json() == vector["traits"]


@pytest.mark.parametrize("vector", vectors("tokens"))
def test_tokens_are_written_and_hashed_alike(vector):
    assert token_text(vector["token"]) == vector["text"]
    assert token_hash(vector["token"]) == vector["hash"]


@pytest.mark.parametrize("vector", vectors("audit_links"))
def test_the_log_is_chained_alike(vector):
    entry = {**vector["entry"], "on": date.fromisoformat(vector["entry"]["on"])}
    if at := entry.get("at"):
        entry["at"] = datetime.fromisoformat(at)

    assert hash_of(entry, previous=vector["previous"]) == vector["hash"]


@pytest.mark.parametrize("vector", vectors("recovery_codes"))
def test_recovery_codes_are_shown_and_hashed_alike(vector):
    assert grouped(vector["code"]) == vector["shown"]
    assert hashed(vector["member_id"], vector["shown"]) == vector["hash"]


@pytest.mark.parametrize("vector", vectors("addresses"))
def test_members_are_found_alike(vector):
    assert look_ups(vector["typed"], secrets=tuple(vector["secrets"])) == tuple(
        bytes.fromhex(text) for text in vector["found"]
    )


@pytest.mark.parametrize("vector", vectors("sworn"))
def test_the_desks_word_is_the_same(vector):
    row: Any = SimpleNamespace(**{**vector, "at": read_again(vector["at"])})
    row.row_mac_covers, row.row_mac = ("id", "key", "at", "roles", "whose"), vector["word"]

    assert verify_row_mac(row, *vector["also"]) == vector["word"].encode()


@pytest.mark.parametrize("vector", vectors("vouches"))
def test_a_team_vouches_for_a_member_alike(vector):
    team_id, epoch, member_id = vector["grant"]
    place = grant_place(team_id, epoch, member_id, vector["installation"])
    public = signing_public_half(vector["private"])

    assert vouch(vector["private"], vector["member_key"], place) == vector["signature"]
    assert is_vouched(public, vector["signature"], vector["member_key"], place)


@pytest.mark.parametrize("vector", vectors("backup_lines"))
def test_rows_are_told_alike_in_a_backup(vector):
    table = Table(
        "told",
        MetaData(),
        Column("id", String, primary_key=True),
        Column("count", Integer),
        Column("sealed", LargeBinary),
        Column("on", Date),
        Column("at", Instant),
        Column("steps", JSON),
    )
    values = (vector["id"], vector["count"], vector["sealed"], *map(read_again, vector["times"]))
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        table.create(connection)
        connection.execute(table.insert().values((*values, vector["steps"])))

        lines = list(dumped([(table, list(table.columns))], connection, Tally()))
    engine.dispose()

    assert [line.decode() for line in lines] == vector["lines"]


def read_again(text):
    """A day or an instant, as the vectors tell it."""
    if text is None:
        return None
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def test_argon2id_costs_are_never_given_another_meaning():
    costs = {byte: (cost.memory_kib, cost.passes, cost.lanes) for byte, cost in COSTS.items()}

    assert costs == {2: (32768, 2, 1), 3: (65536, 3, 4)}


def test_every_file_of_vectors_is_used():
    here = Path(__file__).read_text("utf-8")

    unused = [file.stem for file in FOLDER.glob("*.json") if f'vectors("{file.stem}")' not in here]

    assert unused == []
