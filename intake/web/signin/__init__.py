"""Sign-in to the staff door: password, second factor, invitation, account, sign-out."""

from __future__ import annotations

from intake.web.signin import views

BLUEPRINTS = (views.blueprint,)
