"""Settings of Sphinx, which makes a website of the handbook: ``make docs``."""

import re
from pathlib import Path

project = "The intake desk"
author = "The contributors of the intake desk"
project_copyright = "The contributors of the intake desk, AGPL-3.0-or-later"
VERSION = re.search(
    r'^VERSION = "([^"]+)"',
    (Path(__file__).parents[2] / "intake/version.py").read_text("utf-8"),
    re.MULTILINE,
)
release = VERSION[1] if VERSION else ""
extensions = ["myst_parser"]
root_doc = "handbook/index"
include_patterns = ["handbook/**"]
html_theme = "alabaster"
html_theme_options = {
    "description": "Handbook",
    "show_powered_by": False,
    "font_family": "system-ui",
}
html_show_sourcelink = False
myst_heading_anchors = 2
