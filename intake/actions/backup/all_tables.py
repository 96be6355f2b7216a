"""The tables of all keepers, whichever doors this process serves."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from sqlalchemy import MetaData

from intake.extensions import Model

PACKAGES = Path(__file__).parents[2]


def all_tables() -> MetaData:
    """Import every module of models; return the metadata of all tables."""
    for models in sorted(PACKAGES.glob("*/models.py")):
        import_module(f"intake.{models.parent.name}.models")
    return Model.metadata
