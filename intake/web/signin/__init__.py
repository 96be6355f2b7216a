"""Sign-in to the desk: password, second factor, invitation, account, sign-out."""

from intake.web.signin import (
    account,
    app,
    codes,
    invitation,
    lock,
    passkey_device,
    passkeys,
    password,
    pending_forms,
    reauthenticate,
    recovery_sheets,
    sessions,
    sheet,
    sign_in,
    ways_back,
)

BLUEPRINTS = (sign_in.blueprint,)

for module in (
    account,
    app,
    codes,
    invitation,
    lock,
    passkey_device,
    passkeys,
    password,
    pending_forms,
    reauthenticate,
    recovery_sheets,
    sessions,
    sheet,
    ways_back,
):
    sign_in.blueprint.register_blueprint(module.blueprint)
