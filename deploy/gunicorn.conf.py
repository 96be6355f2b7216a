"""Serve one door in processes of its own: gunicorn --config deploy/gunicorn.conf.py wsgi:app"""

from intake.cli.processes import WEB_SERVER

globals().update(WEB_SERVER)

# Load the application before the port is opened: else whoever a proxy sends waits until it is.
preload_app = True

# Seconds that a request in hand has when the door is stopped: it may wait ten for the database.
graceful_timeout = 20
