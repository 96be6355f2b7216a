"""Test ``make strings`` and ``make language``."""

import pytest

from intake.cli import strings


@pytest.mark.parametrize("tag", ["zz", "fa-IR", "../../etc"])
def test_a_language_without_a_place_in_the_list_is_not_begun(tag, capsys):
    assert strings.main(tag) == 2
    assert "is not a language in intake/questionnaire/languages.py" in capsys.readouterr().err


@pytest.mark.slow
def test_a_new_catalogue_holds_every_sentence_as_a_draft(tmp_path):
    assert strings.main("pt-BR", folder=tmp_path) == 0

    begun = (tmp_path / "pt_BR" / "LC_MESSAGES" / "messages.po").read_text("utf-8")
    assert begun.startswith("# Sentences for applicants, in Portuguese (Brazil).\n")
    assert begun.count('\nmsgid "') - 1 == begun.count("\n# draft\n") > 500
    assert '["asylum"]\nsays = []\n' in (tmp_path / "pt_BR" / "glossary.toml").read_text("utf-8")
    strings.main(folder=tmp_path)
    assert (tmp_path / "pt_BR" / "LC_MESSAGES" / "messages.po").read_text("utf-8") == begun
