"""Random tokens of cookies and links. The database stores their hashes only."""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import field
from hashlib import sha256

from intake.frozen import frozen
from intake.sealing.seal import Context, derived

TOKEN_BYTES = 32


class MistypedToken(ValueError):
    """This text is no token: a link was cut, or typed by hand."""


def new_token() -> bytes:
    """Return a new random token of 256 bits."""
    return secrets.token_bytes(TOKEN_BYTES)


def token_hash(token: bytes) -> bytes:
    """Return the hash by which a row is found; it is useless without the token itself."""
    return sha256(token).digest()


@frozen
class Proof:
    """A value that proves the right to one request: the database stores its SHA-256.

    ``shown`` is the hash of the session's token, or the half of a stretched return code by which
    it is tried. It opens nothing. ``request_id`` is the row that it proves.
    """

    request_id: str
    shown: bytes = field(repr=False)


def session_proof(token: bytes) -> bytes:
    """Return what a session shows to the database in place of its token, which opens the draft."""
    return sha256(token).digest()


def proof_hash(shown: bytes) -> bytes:
    """Return the hash of a proof, which its row holds."""
    return sha256(shown).digest()


def token_text(token: bytes) -> str:
    """Return the token for a link: base64url without padding, 43 letters."""
    return urlsafe_b64encode(token).decode().rstrip("=")


def read_token(text: str) -> bytes:
    """Return the token of a link. Raise :class:`MistypedToken`."""
    try:
        token = urlsafe_b64decode(text.encode("ascii") + b"=")
    except ValueError:
        raise MistypedToken from None
    if len(token) != TOKEN_BYTES or token_text(token) != text:
        raise MistypedToken
    return token


def feed_hash(token: bytes) -> bytes:
    """Return the hash by which a calendar feed is found; the key of its seal is another one."""
    return derived(token, "feed address")


def feed_key_place(feed_id: str, installation: str) -> Context:
    """Return the context of a calendar feed's private key, under the token of its address."""
    return Context(installation, "wrap:feed-key", row=feed_id)


def feed_place(feed_id: str, installation: str) -> Context:
    """Return the context of the dates of a calendar feed, sealed to its public key."""
    return Context(installation, "feed", row=feed_id)
