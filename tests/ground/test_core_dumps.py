"""A process that ends badly leaves nothing that people wrote on the disk."""

import subprocess
import sys

import pytest

from intake.running import DUMPED
from tests.house.source import ROOT

SHOW = f"""
import resource
from pathlib import Path
print(resource.getrlimit(resource.RLIMIT_CORE), int(Path("{DUMPED}").read_text(), 16))
"""


@pytest.mark.parametrize("starts", ["serve", "wsgi"])
def test_each_way_to_start_forbids_core_dumps(starts):
    """The shown process is one that the first has started."""
    begin = {
        "serve": "from intake.cli import serve; serve._serve = show; serve.main()",
        "wsgi": "import intake; intake.create_app = show; import wsgi",
    }[starts]
    program = (
        "import subprocess, sys\n"
        f"def show(*_, **__): subprocess.run([sys.executable, '-c', {SHOW!r}]); sys.exit()\n{begin}"
    )
    secret = {"SECRET_KEY": "0123456789abcdefghijklmnopqrstuv"}

    done = subprocess.run(
        [sys.executable, "-c", program],
        check=False,
        cwd=ROOT,
        env=secret,
        capture_output=True,
        text=True,
    )

    assert done.stdout.split() == ["(0,", "0)", "0"], done.stderr
