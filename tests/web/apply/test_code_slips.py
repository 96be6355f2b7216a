"""A code that cannot be one is answered with what is wrong with it; any other with one sentence."""

from intake.sealing.return_code import check_digit
from tests.support.clients.applicant import Applicant

RIGHT = "73540901568796721969683"
CODE = RIGHT + check_digit(RIGHT)
SWAPPED = CODE[1] + CODE[0] + CODE[2:]
ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
DEVANAGARI = str.maketrans("0123456789", "०१२३४५६७८९")
BURMESE = str.maketrans("0123456789", "၀၁၂၃၄၅၆၇၈၉")

WRONG = "This code did not work. Check each number and try again."
ONE_WRONG = "One number is wrong, or two changed places."
NO_LETTERS = "Enter the 24 numbers of your return code. It has no letters."
REFERENCE = "This looks like your reference number."


def test_the_page_says_what_is_wrong_with_the_code(ready_client):
    for typed, says in [
        ("", NO_LETTERS),
        ("my code", NO_LETTERS),
        (CODE[:-1] + "O", NO_LETTERS),
        ("7354 0901 5687 9672 1969", "You entered 20 of the 24 numbers. Some are missing."),
        ("7354-0901-5687", "You entered 12 of the 24 numbers."),
        (CODE[:-1], "You entered 23 of the 24 numbers."),
        (CODE + "0", "You entered too many numbers: 25. A return code has 24."),
        ("YQ9T-6AJR", REFERENCE),
        ("yq9t 6ajr", REFERENCE),
        ("YQ9T6AJR", REFERENCE),
        ("\u2066YQ9T\u20136AJR\u2069", REFERENCE),
        ("YQ\uff19T\u2212\uff16AJR", REFERENCE),
        ("YQ9T-6AJ", NO_LETTERS),
        ("73540901", "You entered 8 of the 24 numbers."),
        (SWAPPED, ONE_WRONG),
        ("8" + CODE[1:], ONE_WRONG),
        (CODE, WRONG),
    ]:
        visitor = type_code(ready_client, typed)

        assert visitor.status == 422
        assert says in visitor.text
        assert (says == WRONG) is (WRONG in visitor.text)


def test_digits_spaces_and_dashes_of_every_script_are_counted(ready_client):
    for script in [ARABIC_INDIC, PERSIAN, DEVANAGARI, BURMESE]:
        for between in " -\u2013\u2212\u0640\u00a0\u200f\u30fc":
            typed = between.join([CODE[:4], CODE[4:8], CODE[8:12]]).translate(script)

            page = type_code(ready_client, typed).text
            assert "You entered 12 of the 24 numbers." in page, ascii(between)


def test_what_was_entered_is_shown_in_groups_to_compare_with_the_card(ready_client):
    assert ">7354 0901 5687 967</output>" in type_code(ready_client, "735409015687967").text
    assert "<output" not in type_code(ready_client, "YQ9T-6AJR").text
    assert "<output" not in type_code(ready_client, CODE).text


def test_a_number_is_told_in_the_digits_of_the_language(ready_client):
    visitor = type_code(ready_client, CODE[:20], language="fa-AF")

    assert "۲۰" in visitor.text.partition('id="code-error"')[2].partition("</p>")[0]


def test_a_reference_of_a_case_and_one_of_none_are_answered_alike(ready_client):
    someone = Applicant(ready_client)
    reference = someone.apply()

    pages = [type_code(ready_client, typed) for typed in (reference, "YQ9T-6AJR")]

    assert [REFERENCE in page.text for page in pages] == [True, True]


def type_code(client, typed, *, language="en"):
    visitor = Applicant(client, language=language)
    visitor.open(f"/{language}/return")
    visitor.post(f"/{language}/return", {"code": [typed]})
    return visitor
