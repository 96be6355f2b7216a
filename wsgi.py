"""The application, as a server and the ``flask`` command find it."""

import os
import sys
from pathlib import Path

from intake import create_app, logs
from intake.environment import environment
from intake.settings import Settings, UnsafeSettings

os.umask(0o077)  # what this process creates, the database among it, is for its owner alone

try:
    settings = Settings.from_environ(environment(os.environ, Path(__file__).parent))
    logs.set_up(settings.log_level)
    app = create_app(settings)
except UnsafeSettings as refusal:
    sys.stderr.write(f"{refusal}\n")
    sys.exit(3)  # by which Gunicorn knows that trying again is no use
