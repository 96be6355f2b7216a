"""Invented people whose answers, taken together, lead to every page of the form."""

import tomllib
from pathlib import Path

Posted = dict[str, list[str]]

WRITTEN: dict[str, Posted] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))

FERESHTE, OONA = WRITTEN["fereshte"], WRITTEN["oona"]
TARVIQ, MERLIN, NERIN = (OONA | WRITTEN[name] for name in ("tarviq", "merlin", "nerin"))
