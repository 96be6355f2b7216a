"""Codes for the failures of an SMTP session before the first letter is offered."""

from __future__ import annotations

import smtplib
import socket
import ssl

_CONNECT: tuple[tuple[type[Exception], str], ...] = (
    (socket.gaierror, "no_host"),
    (ssl.SSLCertVerificationError, "certificate"),
    (ssl.SSLError, "no_tls"),
    (smtplib.SMTPNotSupportedError, "no_tls"),
    (smtplib.SMTPConnectError, "no_mail_server"),
    (smtplib.SMTPHeloError, "no_mail_server"),
    (smtplib.SMTPResponseException, "no_tls"),  # the answer to STARTTLS
    (smtplib.SMTPException, "no_mail_server"),
    (TimeoutError, "timed_out"),
    (ConnectionRefusedError, "connection_refused"),
)
"""Classes of errors in the order in which they are tried; most are subclasses of ``OSError``."""

_SIGN_IN: tuple[tuple[type[Exception], str], ...] = (
    (smtplib.SMTPAuthenticationError, "sign_in"),
    (smtplib.SMTPNotSupportedError, "no_sign_in"),
    (TimeoutError, "timed_out"),
)


def connect_failure(fault: Exception) -> str:
    """Return the code for *fault*, raised while connecting or starting TLS."""
    return _code(fault, _CONNECT, otherwise="unreachable")


def sign_in_failure(fault: Exception) -> str:
    """Return the code for *fault*, raised while giving the user name and the password."""
    return _code(fault, _SIGN_IN, otherwise="no_connection")


def _code(fault: Exception, kinds: tuple[tuple[type[Exception], str], ...], otherwise: str) -> str:
    cause = _cause(fault)
    return next((code for kind, code in kinds if isinstance(cause, kind)), otherwise)


def _cause(fault: Exception) -> Exception:
    """Return the error of the socket if ``smtplib`` replaced it by one of its own."""
    context = fault.__context__
    is_replaced = isinstance(fault, smtplib.SMTPServerDisconnected) and isinstance(context, OSError)
    return context if is_replaced and isinstance(context, Exception) else fault
