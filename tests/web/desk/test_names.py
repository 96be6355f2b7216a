"""Names that an office imports are stored sealed; the rest is told by ``story_names.txt``."""

from intake.cases.models import Case
from intake.conflicts.models import ImportedNames
from intake.extensions import db
from intake.sessions.models import TypedForm
from tests.support.clients.callers import choose_file, enter
from tests.support.databases.reading import stored
from tests.support.databases.writing import writing_in


def test_no_name_is_stored_or_logged_in_clear_and_a_damaged_list_is_told(app, wren, caplog):
    file = b"name,kind\nTarviq Bramblewick,client\n"
    choose_file(wren, file, "/desk/new/import/names")
    (preview,) = stored(app, db.select(TypedForm.sealed))
    wren.fill(action="/desk/new/import/names/keep", discard_on="2099-01-31")
    (sealed,) = stored(app, db.select(ImportedNames.sealed))
    assert b"Bramblewick" not in preview + sealed
    assert "Bramblewick" not in caplog.text

    with writing_in(app):
        db.session.execute(db.update(ImportedNames).values(sealed=b"damaged"))
    enter(wren, name_to_use="Lumora Testfold")
    (reference,) = stored(app, db.select(Case.reference))
    wren.open(f"/desk/cases/{reference}")
    assert "could not read 1 case, erased-case record or list of names" in wren.text
