import pytest

from tests.deploy.server import make_server, use_server


@pytest.fixture
def places(tmp_path, monkeypatch):
    places = make_server(tmp_path)
    use_server(places, monkeypatch)
    return places
