"""``flask explain --amended`` applies the amendments that the desk approved."""

import json
from dataclasses import replace

from intake import create_app
from intake.extensions import db
from tests.amendments.test_approved import TEN_DAYS, approved
from tests.cases.making import new_team

ANSWERS = {
    "help_types": ["fear_return"],
    "location_kind": "in_us",
    "court_case": "yes",
    "bad_decision": "judge",
    "bad_decision_date": "2026-11-20",
}


def test_it_applies_approved_amendments(app, tmp_path):
    with app.app_context():
        team = new_team()
        approved(TEN_DAYS, (team.member().id, team.member(email="gull@example.org").id))
        db.session.commit()

    shipped = json.loads(explain(app, tmp_path).output)
    amended = json.loads(explain(app, tmp_path, "--amended").output)

    assert appeal(shipped)["act_by"] == "2026-12-18"
    assert appeal(amended)["act_by"] == "2026-11-30"
    assert appeal(amended)["alternative"]["act_by"] == "2026-12-18"


def test_without_a_database_it_fails_with_a_sentence(settings, tmp_path):
    app = create_app(replace(settings, database_url="sqlite:///:memory:"))

    result = explain(app, tmp_path, "--amended")

    assert result.exit_code == 2
    assert (
        result.stderr
        == "--amended reads the database, and the database cannot be read. Check DATABASE_URL.\n"
    )
    assert explain(app, tmp_path).exit_code == 0
    with app.app_context():
        db.engine.dispose()


def explain(app, folder, *options):
    file = folder / "answers.json"
    file.write_text(json.dumps(ANSWERS), "utf-8")
    return app.test_cli_runner().invoke(
        args=["explain", str(file), "--today", "2026-11-24", *options]
    )


def appeal(output):
    deadlines = output["triage"]["deadlines"]
    return next(deadline for deadline in deadlines if deadline["rule"] == "R05")
