"""The code to mutate, and the tests that should notice."""

from pathlib import Path

from intake.frozen import frozen

ROOT = Path(__file__).parents[2]
TRIAGE = "tests/triage"
EVERY_RULE = (
    *("reasons", "disputes", "worked_examples", "assess", "vignettes", "every_sentence"),
    *("proceedings", "steps", "bounds", "each_answer"),
)
RULES = {
    "absences": ("decisions",),
    "appointments": ("appointments",),
    "arrival": ("arrival",),
    "children": ("children_and_safety",),
    "court": ("court",),
    "decisions": ("decisions",),
    "detention": ("removal_and_detention", "arrival"),
    "filing": ("children_and_safety", "fees"),
    "orders": ("decisions",),
    "removal": ("removal_and_detention", "arrival", "appointments"),
    "safety": ("children_and_safety",),
    "status": ("children_and_safety",),
    "withholding": ("court",),
}
"""Each file of rules with its own tests; ``EVERY_RULE`` comes with it."""

SEALING = {
    "at_rest": ("at_rest", "vectors"),
    "backups": ("backups", "vectors"),
    "contexts": ("contexts", "opening", "vectors"),
    "envelope": ("opening", "at_rest", "vectors"),
    "keysets": ("teams", "recovery", "vectors"),
    "opening": ("opening", "standards", "vectors"),
    "padding": ("padding", "vectors"),
    "pairs": ("pairs", "opening", "standards", "vectors"),
    "paper": ("paper",),
    "recovery": ("places", "recovery", "vectors"),
    "return_code": ("return_code", "vectors"),
    "seal": ("opening", "standards", "vectors"),
    "sheets": ("sheets", "recovery", "vectors"),
    "signing": ("teams", "vectors"),
    "stream_opening": ("streams", "vectors"),
    "streams": ("streams", "vectors"),
    "stretching": ("unlocking", "vectors"),
    "stub_hashes": ("places", "vectors"),
    "row_mac": ("row_mac", "vectors"),
    "teams": ("places", "teams", "vectors"),
    "tokens": ("tokens", "vectors"),
    "unlocking": ("places", "unlocking", "vectors"),
    "wraps": ("wraps",),
}
LONG = ("tests/sealing/test_opening.py::test_a_nonce_never_comes_twice",)

SIGN_IN = {
    "staff/addresses": ("staff/test_addresses",),
    "staff/invitations": ("staff/test_invitations",),
    "staff/passkeys": ("staff/test_passkeys",),
    "staff/passwords": ("staff/test_passwords",),
    "staff/recovery_codes": ("staff/test_recovery_codes", "actions/access/test_login_row_mac"),
    "staff/roles": ("staff/test_roles",),
    "staff/second_factor": ("staff/test_second_factor",),
    "staff/store": ("staff/test_store",),
    "staff/login_throttle": ("staff/test_login_throttle",),
    "sessions/store": ("sessions/test_store",),
    "actions/access/login_row_mac": (
        "actions/access/test_login_row_mac",
        "actions/accounts/test_sign_in",
    ),
    "actions/accounts/sign_in": (
        "actions/accounts/test_sign_in",
        "actions/access/test_login_row_mac",
    ),
    "actions/access/unlock_keys": (
        "actions/access/test_unlock_keys",
        "actions/accounts/test_sign_in",
    ),
    "actions/accounts/change_password": (
        "actions/accounts/test_change_password",
        "actions/access/test_login_row_mac",
    ),
    "actions/accounts/reset_password": (
        "actions/accounts/test_reset_password",
        "actions/access/test_login_row_mac",
    ),
    "actions/accounts/enrol_staff": (
        *(
            "actions/accounts/test_enrol_staff",
            "actions/accounts/test_reset_password",
            "actions/access/test_login_row_mac",
        ),
    ),
}
"""A test that asks for a database runs on SQLite alone here."""

WORK = {
    "cases": (("intake/cases/*.py",), ("tests/cases", "tests/actions/case")),
    "actions": (("intake/actions/case/*.py",), ("tests/actions/case", "tests/cases")),
    "desk": (("intake/web/desk/case/*.py", "intake/web/desk/queue/*.py"), ("tests/web/desk",)),
}
"""Each package of the work on cases: its files, and the tests that hold them."""


@frozen
class Trial:
    """Some files of a package (paths, or patterns) and the quick tests that hold them.

    ``but`` are tests that read the source itself, and so would see the machinery of the trial, or
    that take too long to be run for each change.
    """

    package: str
    sources: tuple[str, ...]
    tests: tuple[str, ...]
    but: tuple[str, ...] = ()

    def files(self):
        """Return the files to change, as paths from the root."""
        files = {file for pattern in self.sources for file in ROOT.glob(pattern)}
        return sorted(file.relative_to(ROOT).as_posix() for file in files)


def trials():
    """Return every trial; those of one package are reported together."""
    yield Trial(package="law", sources=("intake/law/*.py",), tests=("tests/law",))
    yield Trial(
        package="eligibility",
        sources=("intake/eligibility/*.py",),
        tests=("tests/eligibility",),
        but=("tests/eligibility/test_decide.py",),
    )
    yield Trial(
        package="triage",
        sources=("intake/triage/*.py",),
        tests=(TRIAGE,),
        but=(f"{TRIAGE}/test_rules_are_law.py", f"{TRIAGE}/test_properties.py"),
    )
    for name, tests in RULES.items():
        yield Trial(
            package="triage",
            sources=(f"intake/triage/rules/{name}.py",),
            tests=tuple(f"{TRIAGE}/test_{test}.py" for test in (*tests, *EVERY_RULE)),
        )
    for name, tests in SEALING.items():
        yield Trial(
            package="sealing",
            sources=(f"intake/sealing/{name}.py",),
            tests=tuple(f"tests/sealing/test_{test}.py" for test in tests),
            but=LONG if "opening" in tests else (),
        )
    for source, tests in SIGN_IN.items():
        yield Trial(
            package="sign-in",
            sources=(f"intake/{source}.py",),
            tests=tuple(f"tests/{test}.py" for test in tests),
        )
    for package, (sources, folders) in WORK.items():
        yield Trial(package=package, sources=sources, tests=folders)
