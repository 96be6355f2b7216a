"""The page of offices, and what offices add to the queue, the diary and a case."""

from intake.web.desk.offices import offices

BLUEPRINTS = (offices.blueprint,)
