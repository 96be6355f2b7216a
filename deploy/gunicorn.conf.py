"""Serve one door in processes of its own: gunicorn --config deploy/gunicorn.conf.py wsgi:app"""

from intake.cli.processes import WEB_SERVER

globals().update(WEB_SERVER)

# Load the application before opening the port, so that no request waits for the start.
preload_app = True

# Seconds for current requests when the door is stopped; a request may wait ten for the database.
graceful_timeout = 20
