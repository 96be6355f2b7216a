"""The mail server of the tests accepts, refuses and speaks TLS as a real one does."""

import smtplib
import ssl

import pytest

from tests.support.servers.mail_server import MailServer


def test_it_accepts_messages_and_gives_the_prepared_answers(mail_server: MailServer) -> None:
    mail_server.answers.append("451 try again later")

    with smtplib.SMTP(mail_server.host, mail_server.port) as sender:
        with pytest.raises(smtplib.SMTPDataError):
            sender.sendmail("desk@example.org", ["ana@example.org"], "Subject: one\n\n1")
        sender.sendmail("desk@example.org", ["ana@example.org"], "Subject: two\n\n2")

    assert [message["subject"] for message in mail_server.messages] == ["two"]
    assert mail_server.envelopes[0].rcpt_tos == ["ana@example.org"]


def test_only_a_client_that_has_its_certificate_trusts_it(
    mail_server_with_tls: MailServer,
) -> None:
    trusting = ssl.create_default_context(cafile=mail_server_with_tls.certificate)

    with smtplib.SMTP(mail_server_with_tls.host, mail_server_with_tls.port) as sender:
        sender.starttls(context=trusting)
        sender.sendmail("desk@example.org", ["ana@example.org"], "Subject: one\n\n1")
    with (
        smtplib.SMTP(mail_server_with_tls.host, mail_server_with_tls.port) as stranger,
        pytest.raises(ssl.SSLCertVerificationError),
    ):
        stranger.starttls(context=ssl.create_default_context())

    assert len(mail_server_with_tls.messages) == 1
