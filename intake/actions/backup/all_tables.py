"""Every table of every keeper, whichever doors this process has."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from sqlalchemy import MetaData

from intake.extensions import Model

PACKAGES = Path(__file__).parents[2]


def all_tables() -> MetaData:
    """What all models say, loaded by now."""
    for models in sorted(PACKAGES.glob("*/models.py")):
        import_module(f"intake.{models.parent.name}.models")
    return Model.metadata
