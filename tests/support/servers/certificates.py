"""Certificates that sign themselves, each an authority of its own."""

from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from intake import clock

LASTS = timedelta(days=30)


def self_signed(
    folder: Path, chain: str, key: str, *hosts: str, ends: datetime | None = None
) -> tuple[Path, Path]:
    """Write a certificate of these names and addresses, and its key; return both paths."""
    ends = ends or clock.now() + LASTS
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hosts[0])])
    certificate = (
        x509.CertificateBuilder(name, name, private.public_key(), x509.random_serial_number())
        .not_valid_before(ends - 3 * LASTS)
        .not_valid_after(ends)
        .add_extension(x509.SubjectAlternativeName(map(_named, hosts)), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(private, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    private_bytes = private.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / key).write_bytes(private_bytes)
    (folder / chain).write_bytes(certificate.public_bytes(pem))
    return folder / chain, folder / key


def _named(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)
