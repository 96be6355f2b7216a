"""A security key made of software, for tests that have no browser."""

import json
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, HAS_KEY = 0x01, 0x40


@dataclass
class SoftKey:
    """Signs for one site, and counts its signatures."""

    site: str = "localhost"
    origin: str = "http://localhost"
    count: int = 0
    id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    private: EllipticCurvePrivateKey = field(
        default_factory=lambda: generate_private_key(SECP256R1())
    )

    def made(self, options: str, **changes: Any) -> str:
        """Return the answer of a browser that made this key for these options."""
        client = self.client("webauthn.create", options, **changes)
        authenticator_data = self.told(PRESENT | HAS_KEY)
        authenticator_data += bytes(16) + len(self.id).to_bytes(2, "big") + self.id + self.public
        attested = (
            b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58"
            + bytes([len(authenticator_data)])
            + authenticator_data
        )
        return self.answer(clientDataJSON=client, attestationObject=attested)

    @property
    def public(self) -> bytes:
        """The public half, as a site keeps it."""
        numbers = self.private.public_key().public_numbers()
        x, y = numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")
        return b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20" + x + b"\x22\x58\x20" + y

    def signed(self, options: str, **changes: Any) -> str:
        """Return the answer of a browser that had this key sign for these options."""
        client = self.client("webauthn.get", options, **changes)
        self.count += 1
        authenticator_data = self.told(PRESENT)
        signature = self.private.sign(authenticator_data + sha256(client).digest(), ECDSA(SHA256()))
        return self.answer(
            clientDataJSON=client, authenticatorData=authenticator_data, signature=signature
        )

    def client(self, kind: str, options: str, **changes: Any) -> bytes:
        asked = json.loads(options)["challenge"]
        client_data = {"type": kind, "challenge": asked, "origin": self.origin, **changes}
        return json.dumps(client_data).encode()

    def told(self, flags: int) -> bytes:
        return sha256(self.site.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def answer(self, **parts: bytes) -> str:
        response = {name: text(part) for name, part in parts.items()}
        name = text(self.id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})


def text(of: bytes) -> str:
    return urlsafe_b64encode(of).decode().rstrip("=")
