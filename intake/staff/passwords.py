"""Which passwords are good enough: long, and not among the first that anybody would try."""

from __future__ import annotations

from intake.words import N_, Sentence, say

SHORTEST = 12
LONGEST = 1024
FEWEST_KINDS = 5

_COMMON = """
    000000000000 111111111111 121212121212 123123123123 123456123456 123456654321 123456789000
    123456789012 123456789101 1234567890123 1234567890abc 123456789abc 1q2w3e4r5t6y
    1q2w3e4r5t6y7u 1qaz2wsx3edc 1qazxsw23edc 987654321000 9876543210123 abc123456789 abcd12345678
    abcdefgh1234 abcdefghijkl administrator administrator1 asdfghjkl123 asdfghjklqwe asylum123456
    asylumseeker changeme1234 changemenow1 changemeplease correcthorsebatterystaple
    defaultpassword footballfootball helloworld123 iloveyou1234 iloveyou12345 iloveyouforever
    immigration1 immigration123 jesuschrist1 justice12345 justiceforall letmein12345 letmeinplease
    mypassword12 mypassword123 nopassword123 p@ssw0rd1234 p@ssword1234 passw0rd1234 password0000
    password1111 password1234 password12345 password123456 password1234567 password12345678
    password2024 password2025 password2026 password2027 passwordpassword passwort1234
    princess1234 qazwsxedcrfv qazwsxedc123 qwerty123456 qwerty1234567 qwerty12345678
    qwertyqwerty qwertyuiop10 qwertyuiop12 qwertyuiop123 qwertyuiop[] qwertyuiopasdf
    secretpassword summer202600 summer2026!! sunshine1234 superman1234 test12345678 testtesttest
    thisismypassword trustno1trustno1 welcome12345 welcome123456 welcome2025! welcome2026!
    winter2026!! zxcvbnm12345 zaq12wsxcde3
"""

COMMON = frozenset(_COMMON.split())
"""The common ones of twelve characters and more; shorter ones are refused by their length."""


def problem_with(password: str, *, email: str) -> Sentence | None:
    """What to change about a new password, or ``None``. No rules about kinds of characters."""
    plain = password.casefold()
    if len(password) < SHORTEST:
        return say(
            N_("Use at least %(count)s characters. A few words are easy to keep in mind."),
            count=SHORTEST,
        )
    if len(password) > LONGEST:
        return say(N_("Use at most %(count)s characters."), count=LONGEST)
    if plain in COMMON or len(set(plain)) < FEWEST_KINDS:
        return say(N_("Many people use this password, so it is easy to guess. Choose another."))
    if plain == email.casefold():
        return say(N_("Choose a password that is not your email address."))
    return None
