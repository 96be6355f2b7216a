"""The fixture ``tell`` of tests that measure."""

import sys
from collections.abc import Callable

import pytest

Tell = Callable[[str], None]


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Tell:
    """Print a figure, also if the test fails."""

    def printed(line: str):
        with capsys.disabled():
            sys.stdout.write(f"\n{line}\n")

    return printed
