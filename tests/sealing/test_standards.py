"""Anyone with the keys and the standards can open a seal without this code.

The steps of RFC 9180 (HPKE), of X-Wing's combiner and of RFC 5869 (HKDF) are written out from
their texts: an auditor can read here, line by line, what the formats are.
"""

import hmac
from hashlib import sha3_256, sha256

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from intake.sealing.seal import Context, Recipient, new_key, new_pair, seal_to, seal_under

CONTEXT = Context("here", "wrap:case-key", request="r1", row="c1", version=7)
ASSOCIATED = (
    b"\x00\x00\x00\x04here"
    b"\x00\x00\x00\x02r1"
    b"\x00\x00\x00\x0dwrap:case-key"
    b"\x00\x00\x00\x02c1"
    b"\x00\x00\x00\x07"
)


def test_what_is_sealed_under_a_key_opens_by_the_standards_alone():
    key = new_key()

    sealed = seal_under(key, b"a case key", CONTEXT)

    head, nonce, encrypted = sealed[:2], sealed[2:14], sealed[14:]
    aes_key = _expand(_extract(bytes(32), key), b"wrap:case-key", 32)
    assert head == b"\x01\x01"
    assert AESGCM(aes_key).decrypt(nonce, encrypted, head + ASSOCIATED) == b"a case key"


def test_what_is_sealed_to_a_recipient_opens_by_the_standards_alone():
    pair = new_pair()

    sealed = seal_to(Recipient(whose="team", public_key=pair.public), b"a case key", CONTEXT)

    head, encapsulated, encrypted = sealed[:2], sealed[2:1122], sealed[1122:]
    shared = _decapsulate(pair.private[1:], encapsulated)
    key, nonce = _schedule(shared, info=head + ASSOCIATED)
    assert head == b"\x01\x02"
    assert AESGCM(key).decrypt(nonce, encrypted, b"") == b"a case key"


def _decapsulate(private, encapsulated):
    """X-Wing: both shared secrets, bound to the classical transcript, by SHA3-256."""
    post_quantum = MLKEM768PrivateKey.from_seed_bytes(private[:64])
    classical = X25519PrivateKey.from_private_bytes(private[64:])
    sent = encapsulated[1088:]
    return sha3_256(
        post_quantum.decapsulate(encapsulated[:1088])
        + classical.exchange(X25519PublicKey.from_public_bytes(sent))
        + sent
        + classical.public_key().public_bytes_raw()
        + rb"\.//^"
        + b"\\"
    ).digest()


def _schedule(shared, *, info):
    """RFC 9180 §5.1, base mode: KEM 0x647a, KDF HKDF-SHA256 (1), AEAD AES-256-GCM (2)."""
    suite = b"HPKE" + bytes.fromhex("647a") + bytes.fromhex("0001") + bytes.fromhex("0002")

    def extract(salt, label, material):
        return _extract(salt, b"HPKE-v1" + suite + label + material)

    def expand(secret, label, about, length):
        stated = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + about
        return _expand(secret, stated, length)

    about = b"\x00" + extract(b"", b"psk_id_hash", b"") + extract(b"", b"info_hash", info)
    secret = extract(shared, b"secret", b"")
    return expand(secret, b"key", about, 32), expand(secret, b"base_nonce", about, 12)


def _extract(salt, material):
    return hmac.digest(salt or bytes(32), material, sha256)


def _expand(secret, info, length):
    return hmac.digest(secret, info + b"\x01", sha256)[:length]
