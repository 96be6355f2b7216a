"""Without a mail server, letters become files."""

from email import message_from_bytes, policy
from pathlib import Path

import pytest
from flask import Flask
from flask_mail import Mail, Message

from intake.outbox.connection import Folder, TryLater


def test_a_letter_becomes_a_file_that_only_the_owner_may_read(tmp_path, in_an_application):
    folder = Folder(tmp_path / "mail")

    deliver(folder, letter())

    (file,) = (tmp_path / "mail").iterdir()
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert file.name == "abc123.eml"
    assert file.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "mail").stat().st_mode & 0o777 == 0o700
    assert message["To"] == "ana@example.org"


def test_the_same_letter_twice_is_one_file(tmp_path, in_an_application):
    folder = Folder(tmp_path)

    deliver(folder, letter())
    deliver(folder, letter())

    assert len(list(tmp_path.iterdir())) == 1


def test_a_folder_that_cannot_be_created_means_later(tmp_path, in_an_application):
    (tmp_path / "mail").write_text("a file where the folder should be")

    with pytest.raises(TryLater):
        deliver(Folder(tmp_path / "mail"), letter())


def letter():
    message = Message("A letter", recipients=["ana@example.org"], body="x", sender="d@example.org")
    message.msgId = "<abc123@example.org>"
    return message


def deliver(folder, message):
    with folder as post:
        post.offer(message)
        post.hand_over(message)


@pytest.fixture
def in_an_application():
    app = Flask("folder", root_path=str(Path(__file__).parent))
    Mail(app)
    with app.app_context():
        yield
