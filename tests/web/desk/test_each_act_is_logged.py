"""The tables of what the desk logs name every form, and their check notices each kind of fault."""

import pytest

from tests.support.audited import ACTS, faults_of
from tests.support.databases.fixtures import ON_BOTH


@ON_BOTH
def test_every_form_of_the_desk_says_what_it_logs(app):
    guards = {
        endpoint: str(getattr(view, "guard", "")) for endpoint, view in app.view_functions.items()
    }
    forms = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and guards[rule.endpoint] not in ("anyone", "applicant")
    }

    assert forms == ACTS.keys()


@pytest.mark.parametrize(
    "entries, says",
    [
        ([("note_written", "member")], []),
        ([("case_opened", "member"), ("note_written", "member")], []),
        ([("note_pinned", "member")], ["notes.add logs note_pinned", "notes.add logs nothing"]),
        ([("note_written", "another")], ["notes.add logs note_written for another"]),
        ([("note_written", "nobody")], ["notes.add logs note_written for nobody"]),
        ([], ["notes.add logs nothing"]),
    ],
)
def test_another_act_another_actor_and_none_are_faults(entries, says):
    assert list(faults_of("notes.add", "POST", entries, ended_well=True)) == says
