"""The cookie of a device secret proves that this desk gave it to this browser."""

from dataclasses import replace
from hashlib import sha256

import pytest
from flask import Response

from intake.sealing.sheets import new_device_secret
from intake.web.signin.device_cookies import device_of, proven_devices, set_device
from tests.support.databases.fixtures import ON_BOTH

WREN, GULL = "a" * 32, "b" * 32


@pytest.fixture
def cookie(app):
    """Return the text of the cookie that the desk sets for Wren, and the secret in it."""
    response, secret = Response(), new_device_secret()
    with app.test_request_context("/desk/signin"):
        set_device(response, WREN, secret)
    return response.headers["Set-Cookie"].partition(";")[0].partition("=")[2], secret


@ON_BOTH
def test_a_cookie_of_ours_is_proven(app, cookie):
    text, secret = cookie

    with sent(app, f"device-{WREN}={text}"):
        assert device_of(WREN) == secret
        assert proven_devices() == {WREN: sha256(secret).digest()}


@ON_BOTH
def test_it_is_proven_after_the_secret_key_was_changed(app, cookie):
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(
        settings, secret_key="x" * 40, secret_key_fallbacks=(settings.secret_key,)
    )

    with sent(app, f"device-{WREN}={cookie[0]}"):
        assert WREN in proven_devices()


@ON_BOTH
def test_nothing_else_is_proven(app, cookie):
    text, _ = cookie
    secret, _, tag = text.partition(".")
    other = new_device_secret().hex()
    forged = ("B" if tag.startswith("A") else "A") + tag[1:]
    for header in (
        f"device-{GULL}={text}",
        f"device-{WREN}={secret}",
        f"device-{WREN}={secret}.{forged}",
        f"device-{WREN}={other}.{tag}",
        f"device-{WREN}=.{tag}",
        f"device-{WREN}=%.%",
        f"device-={text}",
        f"{WREN}={text}",
    ):
        with sent(app, header):
            assert proven_devices() == {}, header


def sent(app, cookie):
    """Return the context of a request with this cookie."""
    return app.test_request_context("/desk/signin", headers={"Cookie": cookie})
