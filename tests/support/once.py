"""Make something in one process for all processes of a run."""

import fcntl
import json
import os
from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[], Any]], Any]:
    """Return a function that makes something once a run; JSON hands it to the other processes."""
    own = tmp_path_factory.getbasetemp()
    folder = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

    def made_once(name: str, make: Callable[[], Any]) -> Any:
        with (folder / f"{name}.json").open("a+", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            if text := file.read():
                return json.loads(text)
            made = make()
            json.dump(made, file)
            return made

    return made_once
