"""The application, as a server finds it."""

import os

from intake import create_app
from intake.settings import Settings

app = create_app(Settings.from_environ(os.environ))
