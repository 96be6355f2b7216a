"""The mail server of the tests behaves as one."""

import smtplib
import ssl

import pytest

from tests.support.servers.mail_server import MailServer


def test_it_keeps_what_is_sent_and_refuses_as_told(mail_server: MailServer) -> None:
    mail_server.answers.append("451 try again later")

    with smtplib.SMTP(mail_server.host, mail_server.port) as sender:
        with pytest.raises(smtplib.SMTPDataError):
            sender.sendmail("desk@example.org", ["ana@example.org"], "Subject: one\n\n1")
        sender.sendmail("desk@example.org", ["ana@example.org"], "Subject: two\n\n2")

    assert [message["subject"] for message in mail_server.messages] == ["two"]
    assert mail_server.envelopes[0].rcpt_tos == ["ana@example.org"]


def test_its_certificate_is_trusted_only_by_who_knows_it(mail_server_with_tls: MailServer) -> None:
    knows = ssl.create_default_context(cafile=mail_server_with_tls.certificate)

    with smtplib.SMTP(mail_server_with_tls.host, mail_server_with_tls.port) as sender:
        sender.starttls(context=knows)
        sender.sendmail("desk@example.org", ["ana@example.org"], "Subject: one\n\n1")
    with (
        smtplib.SMTP(mail_server_with_tls.host, mail_server_with_tls.port) as stranger,
        pytest.raises(ssl.SSLCertVerificationError),
    ):
        stranger.starttls(context=ssl.create_default_context())

    assert len(mail_server_with_tls.messages) == 1
