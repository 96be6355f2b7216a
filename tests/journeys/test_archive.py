"""An office leaves: the page of the archive's format has the program that opens it elsewhere."""

import json
import re
import subprocess
import sys

from intake.audit.models import AuditEntry
from intake.extensions import all_rows
from intake.staff.store import Role
from tests.house.source import ROOT
from tests.staff.making import EMAIL, STEP, TODAY
from tests.support.clients.applicant import Applicant
from tests.support.clients.members import (
    GULL,
    StaffBrowser,
    id_of,
    joined_as,
    sealed_to_team,
)
from tests.web.access.test_wall import put_up

PAGE = (ROOT / "docs" / "archive-format.md").read_text("utf-8")
[PROGRAM] = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def test_an_archive_of_every_case_opens_elsewhere_with_two_sheets(app, started, clock, tmp_path):
    wren = StaffBrowser(app)
    wren.join(f"/desk/invitation/{started.invitation_token}")
    gull = joined_as(app, Role.ATTORNEY)
    walled, new = Applicant(app).apply(), Applicant(app).apply()
    wren.press_sign_out()
    wren.sign_in(clock)
    put_up(wren, walled)
    [held] = sealed_to_team(app, conflict="conflict", answers={"fear_reasons": ["race"]})
    [broken] = sealed_to_team(app, story=b"changed")
    sealed_to_team(app, erase_asked_on=TODAY, held_since=TODAY)
    clock.shift(STEP)
    earlier = wren.code()
    clock.shift(STEP)

    def archive(second, code):
        typed = [*sheets[:2], EMAIL, earlier, second, code]
        words = ["backup", "archive", str(tmp_path / "office")]
        return app.test_cli_runner().invoke(args=words, input="\n".join(typed)).output

    sheets = [sheet.text for sheet in started.sheets]
    for second in ((EMAIL, wren.code()), (GULL, "000000"), ("ibis@example.org", gull.code())):
        assert archive(*second).endswith("was not used before. Nothing was written.\n")
    assert archive(GULL, gull.code()).endswith(": 4 cases. Not opened, and named in it: 1.\n")

    head, *cases = opened(tmp_path / "office", sheets[1:])
    by_reference = {case["case"]["reference"]: case for case in cases}
    assert by_reference.keys() == {walled, new, held, broken}
    assert by_reference[broken]["unopened"] == "seal_damaged"
    assert by_reference[held]["answers"] == {"fear_reasons": ["race"]}
    assert by_reference[new]["answers"]["name_to_use"] == "Lumo Test-Wrenfold"
    assert [note["text"] for note in by_reference[walled]["notes"]] == ["Kin."]
    assert head["questions"]["fear_reasons"]["options"][0].keys() >= {"code", "says"}
    with app.app_context():
        logged = all_rows(AuditEntry.member_id, AuditEntry.act == "archive_begun_4")
    assert {*logged} == {id_of(app, EMAIL), id_of(app, GULL)}
    assert len(logged) == 2


def opened(file, sheets):
    """Run the program of the page as on another machine, which has nothing of the product."""
    assert not re.search(r"(import|from) intake", PROGRAM)
    words = [sys.executable, "-I", "-c", PROGRAM, str(file)]
    lines = subprocess.check_output(words, input="\n".join(sheets), text=True)
    return [json.loads(line) for line in lines.splitlines()]
