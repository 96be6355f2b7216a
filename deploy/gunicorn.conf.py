"""How a process of its own serves a door: gunicorn --config deploy/gunicorn.conf.py wsgi:app"""

from intake.cli.processes import WEB_SERVER

globals().update(WEB_SERVER)
