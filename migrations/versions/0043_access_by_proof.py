"""Restrict the applicants' door to the row whose session or code it proves."""

from hashlib import sha256
from pathlib import Path
from runpy import run_path

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"

# Each function takes a proof, of which the row holds the SHA-256: that of a session's token, or
# the half of a stretched return code by which it is tried. tests/cases/test_own_request.py and
# tests/cases/test_sql_functions.py compare them with the rules in Python that they repeat.

SHORT = {
    "HEAD": "SECURITY DEFINER SET search_path = public, pg_temp",
    "OWN_CASE": "(SELECT id FROM cases WHERE request_id = OWN_REQUEST)",
    "OWN_REQUEST": "(SELECT id FROM requests WHERE PROVEN)",
    "PROVEN": "(token_hash = sha256($1) OR code_auth = sha256($1))",
    "ENDED": "token_hash = NULL, session_until = NULL, key_under_token = NULL,"
    " code_under_token = NULL, receipt = NULL, typed_form = NULL",
}
"""Words of the functions below. HEAD gives the rights of the owner, and ignores tables in schemas
of the caller.
"""

REQUEST_FUNCTIONS = {
    "request_own(proof bytea, locked boolean)": """
RETURNS SETOF requests LANGUAGE plpgsql HEAD AS $$
DECLARE own requests;
BEGIN
  IF locked THEN
    SELECT * INTO own FROM requests WHERE PROVEN FOR UPDATE;
  ELSE
    SELECT * INTO own FROM requests WHERE PROVEN;
  END IF;
  IF FOUND THEN
    own.token_hash := NULL;
    own.locator := NULL;
    own.code_salt := NULL;
    own.code_auth := NULL;
    RETURN NEXT own;
  END IF;
END $$""",
    "request_draft_saved(proof bytea, before bytea, draft bytea, saved_on date, minutes integer,"
    " until timestamptz)": """
RETURNS boolean LANGUAGE sql HEAD AS $$
  UPDATE requests SET answers = $3, kept_on = $4, session_minutes = $5, session_until = $6,
    typed_form = NULL
  WHERE PROVEN AND answers = $2 RETURNING true
$$""",
    "request_form_saved(proof bytea, form bytea)": """
RETURNS void LANGUAGE sql HEAD AS $$
  UPDATE requests SET typed_form = $2 WHERE PROVEN
$$""",
    "request_extended(proof bytea, until timestamptz)": """
RETURNS void LANGUAGE sql HEAD AS $$
  UPDATE requests SET session_until = $2 WHERE PROVEN
$$""",
    "request_sent(proof bytea, before bytea, new_case text, new_receipt bytea, minutes integer,"
    " until timestamptz)": """
RETURNS boolean LANGUAGE sql HEAD AS $$
  UPDATE requests SET case_id = $3, receipt = $4, answers = NULL, key_under_token = NULL,
    typed_form = NULL, session_minutes = least(session_minutes, $5),
    session_until = least(session_until, $6)
  WHERE PROVEN AND answers = $2 RETURNING true
$$""",
    "request_coded(proof bytea, auth bytea, key_under bytea, code_under bytea)": """
RETURNS void LANGUAGE sql HEAD AS $$
  UPDATE requests SET locator = NULL, code_salt = NULL, code_auth = $2, key_under_code = $3,
    code_under_token = $4
  WHERE PROVEN
$$""",
    "request_resumed(proof bytea, token bytea, minutes integer, until timestamptz,"
    " key_under bytea, code_under bytea, new_receipt bytea)": """
RETURNS void LANGUAGE sql HEAD AS $$
  UPDATE requests SET token_hash = $2, session_minutes = $3, session_until = $4,
    key_under_token = $5, code_under_token = $6, receipt = $7, typed_form = NULL,
    case_id = cases.id, answers = CASE WHEN cases.id IS NULL THEN requests.answers END
  FROM requests AS own LEFT JOIN cases ON cases.request_id = own.id
  WHERE requests.id = own.id AND own.id = OWN_REQUEST
$$""",
    "request_ended(proof bytea)": """
RETURNS void LANGUAGE sql HEAD AS $$
  DELETE FROM requests WHERE PROVEN AND case_id IS NULL AND key_under_code IS NULL;
  UPDATE requests SET ENDED WHERE PROVEN
$$""",
    "request_withdrawn(proof bytea, asked_on date)": """
RETURNS void LANGUAGE sql HEAD AS $$
  UPDATE cases SET erase_asked_on = coalesce(erase_asked_on, $2), last_move_on = $2,
    version = version + 1
  WHERE request_id = OWN_REQUEST;
  DELETE FROM requests WHERE PROVEN
    AND NOT EXISTS (SELECT FROM cases WHERE request_id = requests.id);
  UPDATE requests SET ENDED, locator = NULL, code_salt = NULL, code_auth = NULL,
    key_under_code = NULL
  WHERE PROVEN
$$""",
    "code_salt(digits text)": """
RETURNS bytea LANGUAGE sql STABLE HEAD AS $$
  SELECT code_salt FROM requests WHERE locator = $1
$$""",
}

CASE_FUNCTIONS = {
    "case_own(proof bytea, locked boolean)": """
RETURNS SETOF cases LANGUAGE plpgsql HEAD AS $$
DECLARE own cases;
BEGIN
  IF locked THEN
    SELECT * INTO own FROM cases WHERE request_id = OWN_REQUEST FOR UPDATE;
  ELSE
    SELECT * INTO own FROM cases WHERE request_id = OWN_REQUEST;
  END IF;
  IF FOUND THEN
    own.sealed_key := NULL;
    own.rewrapped_key := NULL;
    own.assignee_id := NULL;
    own.reminder_address := NULL;
    own.walled_keys := NULL;
    RETURN NEXT own;
  END IF;
END $$""",
    "case_reweighed(proof bytea, card bytea, story bytea, tier text, act_by date, look_by date,"
    " due_on date, steps json, moved_on date, other_people boolean)": """
RETURNS void LANGUAGE sql HEAD AS $$
  UPDATE cases AS own SET
    card = $2, story = $3, tier = $4, act_by = $5, look_by = $6, due_on = $7, steps = $8,
    last_move_on = $9, version = own.version + 1, reminder_address = NULL,
    conflict = CASE WHEN $10 THEN NULL ELSE own.conflict END,
    conflict_on = CASE WHEN $10 THEN NULL ELSE own.conflict_on END
  WHERE own.request_id = OWN_REQUEST
$$""",
    "case_wrote(proof bytea, wrote_on date)": """
RETURNS void LANGUAGE sql HEAD AS $$
  UPDATE cases SET replied_on = coalesce(replied_on, $2), waits_for = 'reply',
    version = version + 1
  WHERE request_id = OWN_REQUEST
$$""",
    "case_asked_call(proof bytea, asked_on date)": """
RETURNS void LANGUAGE sql HEAD AS $$
  UPDATE cases SET call_asked_on = coalesce(call_asked_on, $2), version = version + 1
  WHERE request_id = OWN_REQUEST
$$""",
    "case_dates(proof bytea)": """
RETURNS TABLE (kind text, day date) LANGUAGE sql STABLE HEAD AS $$
  SELECT entry.kind::text, entry."on" FROM diary_entries AS entry WHERE case_id = OWN_CASE
$$""",
    "case_dates_added(proof bytea, dates json)": """
RETURNS void LANGUAGE sql HEAD AS $$
  INSERT INTO diary_entries (id, case_id, kind, "on", state, sealed)
  SELECT new.id, own.id, new.kind, new."on", 'open', new.sealed
  FROM cases AS own, json_populate_recordset(NULL::diary_entries, $2) AS new
  WHERE own.request_id = OWN_REQUEST
$$""",
    "case_change_added(proof bytea, change json)": """
RETURNS void LANGUAGE sql HEAD AS $$
  INSERT INTO recall_moves (id, team_id, case_id, moved_on, from_tier, to_tier, from_act_by,
    to_act_by, from_due_on, to_due_on, sealed)
  SELECT new.id, own.team_id, own.id, new.moved_on, new.from_tier, new.to_tier, new.from_act_by,
    new.to_act_by, new.from_due_on, new.to_due_on, new.sealed
  FROM cases AS own, json_populate_record(NULL::recall_moves, $2) AS new
  WHERE own.request_id = OWN_REQUEST
$$""",
}

MESSAGE_FUNCTIONS = {
    "messages_own(proof bytea, by_now timestamptz)": """
RETURNS SETOF messages LANGUAGE sql STABLE HEAD AS $$
  SELECT * FROM messages WHERE case_id = OWN_CASE AND (out_at IS NULL OR out_at <= $2)
$$""",
    "message_added(proof bytea, new_id text, wrote_on date, words bytea)": """
RETURNS void LANGUAGE sql HEAD AS $$
  INSERT INTO messages (id, case_id, number, direction, "on", sealed)
  SELECT $2, own.id, 1 + coalesce(
    (SELECT max(number) FROM messages WHERE case_id = own.id), 0), 'in', $3, $4
  FROM cases AS own WHERE own.id = OWN_CASE
$$""",
    "messages_seen(proof bytea, seen_on date, by_now timestamptz)": """
RETURNS void LANGUAGE sql HEAD AS $$
  UPDATE messages SET read_on = $2 WHERE case_id = OWN_CASE AND direction = 'out'
    AND read_on IS NULL AND (out_at IS NULL OR out_at <= $3)
$$""",
}

FUNCTIONS = REQUEST_FUNCTIONS | CASE_FUNCTIONS | MESSAGE_FUNCTIONS
OLD_NAMES = (
    *("case_own", "case_dates", "case_reweighed", "case_wrote", "case_asked_call"),
    *("case_taken_back", "case_erased"),
)


def upgrade() -> None:
    op.create_index("ix_requests_code_auth", "requests", ["code_auth"])
    _hash_proofs()
    if op.get_bind().dialect.name != "postgresql":
        return
    for name in OLD_NAMES:
        op.execute(f"DROP FUNCTION {name}")
    for signature, body in FUNCTIONS.items():
        _create(f"CREATE FUNCTION {signature} {body}")
        op.execute(f"REVOKE ALL ON FUNCTION {_name(signature)} FROM PUBLIC")


def downgrade() -> None:
    opened = sa.text(
        "SELECT count(*) FROM requests WHERE token_hash IS NOT NULL OR code_auth IS NOT NULL"
    )
    if op.get_bind().scalar(opened):
        raise RuntimeError("A downgrade would end sessions and return codes of applicants.")
    op.drop_index("ix_requests_code_auth", "requests")
    if op.get_bind().dialect.name != "postgresql":
        return
    for signature in FUNCTIONS:
        op.execute(f"DROP FUNCTION {_name(signature)}")
    for function in _old_functions():
        _create(function.replace("SECURITY DEFINER", "HEAD"))
    for name in OLD_NAMES:
        op.execute(f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC")


def _create(function: str) -> None:
    for word, meaning in SHORT.items():
        function = function.replace(word, meaning)
    op.execute(sa.text(function.replace(":", r"\:")))


def _name(signature: str) -> str:
    return signature.partition("(")[0]


def _old_functions() -> tuple[str, ...]:
    """Return the functions that took the id of a request, from the migrations that made them."""
    own, call, address, walled = (
        run_path(str(Path(__file__).with_name(name)))
        for name in (
            "0022_own_case.py",
            "0040_opened_and_call_asked.py",
            "0041_reminder_address.py",
            "0042_walled_cases.py",
        )
    )
    return (
        walled["OWN"].format(hides=walled["HIDES"]),
        address["REWEIGHED"].format(forgets=address["FORGETS"]),
        call["ASKED_CALL"],
        *(own[name] for name in ("DATES", "WROTE", "TAKEN_BACK", "ERASED")),
    )


def _hash_proofs() -> None:
    """Replace the hash of each session's token by the hash of that hash."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        op.execute("UPDATE requests SET token_hash = sha256(token_hash)")
        return
    rows = connection.execute(
        sa.text("SELECT id, token_hash FROM requests WHERE token_hash IS NOT NULL")
    )
    change = sa.text("UPDATE requests SET token_hash = :hash WHERE id = :id")
    for request_id, token_hash in rows.all():
        connection.execute(change, {"hash": sha256(token_hash).digest(), "id": request_id})
