from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.sealing.opening import open_under
from intake.sealing.return_code import DAMM, LENGTH, MistypedCode, ReturnCode, halves, make, read
from intake.sealing.seal import Context, SealBroken, new_key, seal_under
from intake.sealing.stretching import RETURN_CODE, new_salt

ZEROS = {
    "Latin": 0x30,
    "Arabic-Indic": 0x660,
    "Persian": 0x6F0,
    "Devanagari": 0x966,
    "Bengali": 0x9E6,
    "Burmese": 0x1040,
    "full-width": 0xFF10,
}
SCRIPTS = {name: [chr(zero + digit) for digit in range(10)] for name, zero in ZEROS.items()}
BETWEEN = ["", " ", "-", "\u2013", "\u00a0", "\u200f", "\t", "\r\n", ".", "_", " - ", "\u2066"]

digits = st.text("0123456789", min_size=7, max_size=7)
codes = st.builds(
    ReturnCode, locator=digits, secret=st.text("0123456789", min_size=16, max_size=16)
)


@given(codes)
def test_a_code_is_read_as_it_was_shown(code):
    assert read(code.text) == read(code.digits) == code
    assert [len(group) for group in code.text.split(" ")] == [4] * 6


@pytest.mark.parametrize("script", SCRIPTS)
@given(code=codes, between=st.sampled_from(BETWEEN))
def test_a_code_is_read_in_every_script(script, code, between):
    typed = between.join(SCRIPTS[script][int(digit)] for digit in code.digits)

    assert read(typed) == code
    assert read(f" {typed}\n") == code


@given(codes, st.lists(st.sampled_from(list(SCRIPTS)), min_size=24, max_size=24))
def test_scripts_may_be_mixed(code, scripts):
    pairs = zip(code.digits, scripts, strict=True)

    assert read("".join(SCRIPTS[script][int(digit)] for digit, script in pairs)) == code


@given(codes)
def test_every_wrong_digit_is_noticed(code):
    for at, right in enumerate(code.digits):
        for wrong in set("0123456789") - {right}:
            with pytest.raises(MistypedCode):
                read(code.digits[:at] + wrong + code.digits[at + 1 :])


@given(codes)
def test_two_neighbours_swapped_are_noticed(code):
    for at in range(LENGTH - 1):
        first, second = code.digits[at], code.digits[at + 1]
        if first != second:
            with pytest.raises(MistypedCode):
                read(code.digits[:at] + second + first + code.digits[at + 2 :])


@given(codes)
def test_digits_too_few_or_too_many_are_noticed(code):
    for typed in ("", code.digits[:-1], code.digits[1:], code.digits + "0", code.digits * 2):
        with pytest.raises(MistypedCode):
            read(typed)


@given(st.text(max_size=60))
def test_whatever_is_typed_nothing_else_is_raised(typed):
    with suppress(MistypedCode):
        assert len(read(typed).digits) == LENGTH


def test_a_failure_does_not_repeat_what_was_typed():
    with pytest.raises(MistypedCode) as failure:
        read("1234 my secret")

    assert failure.value.args == ()


@pytest.mark.parametrize(
    "sign",
    ["a", "O", "\u066d", "²", "½", "Ⅳ", "①", "+", "一"],
    ids=lambda sign: f"U+{ord(sign):04X}",
)
def test_a_sign_that_is_no_digit_makes_it_no_code(sign):
    digits = make().digits

    for at in range(LENGTH):
        with pytest.raises(MistypedCode):
            read(digits[:at] + sign + digits[at + 1 :])


def test_codes_are_random_over_all_digits():
    codes = [make() for _ in range(2000)]

    assert len({code.digits for code in codes}) == 2000
    assert {code.locator[0] for code in codes} == set("0123456789")
    assert {code.secret[-1] for code in codes} == set("0123456789")
    assert all(len(code.digits) == LENGTH for code in codes)


def test_the_table_is_a_quasigroup_without_a_blind_spot():
    """Damm's conditions: rows and columns are permutations, the diagonal is zero, and x and y
    swapped after any c are told apart."""
    table = [[int(digit) for digit in row] for row in DAMM]
    ten = range(10)

    assert all(sorted(row) == list(ten) for row in table)
    assert all(sorted(row[at] for row in table) == list(ten) for at in ten)
    assert all(table[x][x] == 0 for x in ten)
    assert all(
        table[table[c][x]][y] != table[table[c][y]][x] for c in ten for x in ten for y in range(x)
    )


def test_a_code_opens_what_was_sealed_under_it_and_another_does_not():
    place = Context("here", "wrap:code", request="r1")
    code, salt, key = make(), new_salt(RETURN_CODE), new_key()

    wrapped = seal_under(halves(code, salt).wrap, key, place)

    same_locator = ReturnCode(locator=code.locator, secret=make().secret)
    assert open_under(halves(read(code.text), salt).wrap, wrapped, place) == key
    for wrong in (halves(same_locator, salt).wrap, halves(code, new_salt(RETURN_CODE)).wrap):
        with pytest.raises(SealBroken):
            open_under(wrong, wrapped, place)


def test_what_a_row_keeps_to_try_a_code_by_does_not_unwrap():
    place = Context("here", "wrap:code", request="r1")
    code_halves = halves(make(), new_salt(RETURN_CODE))

    wrapped = seal_under(code_halves.wrap, new_key(), place)

    for stored in (code_halves.auth, code_halves.auth_hash):
        with pytest.raises(SealBroken):
            open_under(stored, wrapped, place)


def test_a_code_does_not_show_its_secret_by_itself():
    code, code_halves = make(), halves(make(), new_salt(RETURN_CODE))

    assert code.secret not in repr(code)
    assert repr(code_halves) == "CodeHalves()"
