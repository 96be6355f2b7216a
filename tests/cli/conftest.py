from pathlib import Path

import pytest
from flask import Flask

from intake.settings import Settings


@pytest.fixture
def bare_app(tmp_path: Path) -> Flask:
    """Return an application with settings and no database."""
    app = Flask("bare")
    app.config["SETTINGS"] = Settings(
        secret_key="a-secret-for-tests-0123456789-abcdefghij",
        database_url="sqlite://",
        var=tmp_path,
    )
    return app
