"""Letters in two languages: how they are joined, and which line is in which language."""

from intake.messages.wordings import halves, tagged_lines, two_languages

BOTH = two_languages("Uno.\n\nDos.", "One.\n\nTwo.")


def test_the_halves_of_a_letter_are_found_again():
    assert halves(BOTH) == ("Uno.\n\nDos.", "One.\n\nTwo.")
    assert halves("Uno.") == ("Uno.", "")


def test_each_line_has_the_tag_of_its_language():
    assert list(tagged_lines(BOTH, "es")) == [
        ("Uno.", "es"),
        ("Dos.", "es"),
        ("English:", "en"),
        ("One.", "en"),
        ("Two.", "en"),
    ]
