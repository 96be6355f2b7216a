from pathlib import Path

import pytest

from deploy.admin.places import Places
from tests.deploy.server import make_server, use_server


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    places = make_server(tmp_path)
    use_server(places, monkeypatch)
    return places
