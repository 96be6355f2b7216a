"""Lists are sorted as readers of the language expect."""

import pytest

from intake.questionnaire.languages import sort_key


@pytest.mark.parametrize(
    "language, names",
    [
        ("en", "Åland Albania Austria Côte-d'Ivoire Cuba"),
        ("es", "Afganistán África Ángola nube Ñandú Óblast Oca"),
        ("fa-AF", "آلمان ارجنتاین افغانستان پاکستان تاجکستان چین کانادا گرجستان ونزویلا هند یمن"),
        ("ar", "الأردن إيران تركيا سوريا مصر"),
        ("uk", "Австрія Ґана Єгипет Індія Їжак Йемен"),
    ],
)
def test_names_stand_in_the_order_of_their_alphabet(language, names):
    in_order = names.split()

    assert sorted(in_order, key=lambda name: sort_key(name, language)) == in_order
