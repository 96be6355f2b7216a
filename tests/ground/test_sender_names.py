"""Ordinary names of organisations are accepted as senders, and arrive as they were entered."""

from email import message_from_bytes
from email.policy import default

import pytest
from flask import Flask
from flask_mail import Mail, Message

from intake.settings.mail import read_sender
from intake.settings.reading import EnvironReader


@pytest.mark.parametrize(
    "sender, name",
    [
        ("Harbor Desk <a@example.org>", "Harbor Desk"),
        ("St. Mary Legal Aid <a@example.org>", "St. Mary Legal Aid"),
        ("Peña Legal <a@example.org>", "Peña Legal"),
        ("Peña & Co., Inc. <a@example.org>", "Peña & Co., Inc."),
        ("Centro Legal (NY) <a@example.org>", "Centro Legal (NY)"),
        ("Help, Inc. <a@example.org>", "Help, Inc."),
        ('"Help, Inc." <a@example.org>', "Help, Inc."),
        ('The "Best" Aid <a@example.org>', 'The "Best" Aid'),
        ("مرکز <a@example.org>", "مرکز"),
        ("D'Arcy: help@night <a@example.org>", "D'Arcy: help@night"),
        ("<a@example.org>", ""),
        ("a@example.org", ""),
    ],
)
def test_the_name_reaches_the_reader(sender, name):
    app = Flask("sender")
    Mail(app)

    with app.app_context():
        read = read_sender(EnvironReader({"MAIL_DEFAULT_SENDER": sender}))
        sent = Message(subject="-", recipients=["b@example.org"], body="-", sender=read).as_bytes()

    assert sent.isascii()
    (address,) = message_from_bytes(sent, policy=default)["From"].addresses
    assert (address.display_name, address.addr_spec) == (name, "a@example.org")
