"""The count of saves in the cookie, which only the server can write."""

from intake.web.session_cookie import cookie_text, saves_in, token_of

TOKEN, OTHER = b"t" * 32, b"o" * 32
SECRET = "a-secret-of-the-applicants-door"


def test_a_mark_is_read_as_it_was_written():
    for saves in (1, 12, 999_999):
        cookie = cookie_text(TOKEN, saves, secret=SECRET)

        assert saves_in(cookie, secrets=[SECRET]) == saves
        assert token_of(cookie) == cookie_text(TOKEN, 0, secret=SECRET)


def test_a_mark_of_before_the_secret_was_changed_still_counts():
    cookie = cookie_text(TOKEN, 3, secret=SECRET)

    assert saves_in(cookie, secrets=["another", SECRET]) == 3
    assert saves_in(cookie, secrets=["another"]) == 0


def test_a_forged_count_is_ignored():
    text, _, mark = cookie_text(TOKEN, 3, secret=SECRET).partition(".")
    mac = mark.partition(".")[2]
    for rest in ["", ".", "..", ".9", ".9.", ".9.{mac}", ".-3.{mac}", ".٣.{mac}", ".3.{mac}x"]:
        assert saves_in(text + rest.format(mac=mac), secrets=[SECRET]) == 0


def test_the_mark_of_another_session_counts_for_nothing():
    mark = cookie_text(OTHER, 9, secret=SECRET).partition(".")[2]

    assert saves_in(f"{cookie_text(TOKEN, 0, secret=SECRET)}.{mark}", secrets=[SECRET]) == 0
