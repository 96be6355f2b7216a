"""The seal is cheap: to load, and to use for every row of a page."""

import subprocess
import sys
from pathlib import Path
from time import process_time

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from intake.sealing.opening import open_sealed, open_under
from intake.sealing.return_code import halves, make
from intake.sealing.seal import Context, Recipient, derived, new_key, new_pair, seal_to, seal_under
from intake.sealing.stretching import RETURN_CODE, new_salt

ROOT = Path(__file__).parents[2]
CARD = Context("here", "card", request="r1", row="c1")
LOAD_ALL = """
import importlib, pkgutil, sys, types
sys.modules["intake"] = types.ModuleType("intake")  # the application itself stays outside
sys.modules["intake"].__path__ = ["intake"]
sealing = importlib.import_module("intake.sealing")
for module in pkgutil.iter_modules(sealing.__path__, "intake.sealing."):
    importlib.import_module(module.name)
print(*sys.modules)
"""
STRANGERS = {"segno", "alembic", "flask", "nacl", "argon2", "Crypto"}


def test_loading_the_seal_loads_no_printer_and_no_second_library():
    process = subprocess.run(
        [sys.executable, "-c", LOAD_ALL], cwd=ROOT, capture_output=True, text=True, check=True
    )

    loaded = {name.split(".")[0] for name in process.stdout.split()}

    assert "cryptography" in loaded
    assert not loaded & STRANGERS


def test_fifty_cards_open_in_a_moment():
    key, pair = new_key(), new_pair()
    card = seal_under(key, bytes(1000), CARD)
    wrapped = seal_to(Recipient(whose="t", public_key=pair.public), key, CARD)

    looked_at = seconds(lambda: open_under(key, card, CARD))
    not_yet = seconds(lambda: open_sealed(wrapped, pair.private, CARD))

    assert looked_at < 0.01
    assert not_yet < 0.1


def test_a_guess_at_a_return_code_costs_two_passes_over_32_mebibytes():
    """Computed once more with the library alone, so that no cheaper run gives the same keys."""
    code, salt = make(), new_salt(RETURN_CODE)
    root = Argon2id(salt=salt[1:], length=32, iterations=2, lanes=1, memory_cost=32 * 1024).derive(
        code.secret.encode()
    )

    once = halves(code, salt)

    assert once.auth == derived(root, "return code auth")
    assert once.wrap == derived(root, "return code wrap")


def test_a_guess_at_a_return_code_takes_a_hundredth_of_a_second_or_more():
    code, salt = make(), new_salt(RETURN_CODE)
    times = []
    for _ in range(3):
        begun = process_time()
        halves(code, salt)
        times.append(process_time() - begun)

    assert min(times) >= 0.01


def seconds(once):
    """Return the processor time of the best of five rounds of fifty."""

    def fifty():
        begun = process_time()
        for _ in range(50):
            once()
        return process_time() - begun

    return min(fifty() for _ in range(5))
