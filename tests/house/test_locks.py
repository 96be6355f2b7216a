"""Every lock file pins each version with its hashes."""

import re

import pytest

from tests.house.source import ROOT

LOCKS = [ROOT / "requirements.txt", *sorted((ROOT / "requirements").glob("*.txt"))]
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_package_is_pinned_and_has_its_hashes(lock):
    written = re.sub(r"\\\n\s*", " ", lock.read_text("utf-8"))
    packages = [line for line in written.splitlines() if re.match(r"\s*[A-Za-z]", line)]

    assert packages
    for package in packages:
        assert re.match(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==[0-9A-Za-z.]+ ", package), package
        assert HASH.search(package), package
    assert "http" not in re.sub(r"#.*", "", written)


def test_nothing_is_installed_without_asking_for_hashes():
    make = re.sub(r"\\\n\s*", " ", (ROOT / "Makefile").read_text("utf-8"))
    installs = re.findall(r"\bpip [^|&;}\n]*\b(?:install|sync) [^|&;}\n]*", make)

    without = [command for command in installs if "--require-hashes" not in command]

    assert len(installs) >= 3
    assert [command.split()[-1] for command in without] == ["pip"], (
        "pip itself, where Debian has none"
    )
