"""Certificates for tests: an authority of its own, a good server certificate, and the bad ones a client must refuse."""

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate and its key, both PEM files."""

    cert_file: Path
    key_file: Path


@dataclass(frozen=True, slots=True)
class Certificates:
    """What a test server can show. Only `server` is good for 127.0.0.1 and localhost, and only with `ca_file`."""

    ca_file: Path
    server: Certificate
    other_host: Certificate
    expired: Certificate
    self_signed: Certificate


def make_certificates(folder: Path) -> Certificates:
    """Write an authority and four server certificates into `folder`, readable to everybody."""
    now = datetime.now(UTC)
    ca_key = ec.generate_private_key(ec.SECP256R1())
    ca = _ca_certificate(ca_key, now)
    ca_file = folder / "ca.pem"
    _write(ca_file, ca.public_bytes(serialization.Encoding.PEM))
    authority = (ca, ca_key)
    return Certificates(
        ca_file=ca_file,
        server=_issue(folder, "server", ("localhost", "127.0.0.1"), authority, now - _DAY, now + 30 * _DAY),
        other_host=_issue(folder, "other-host", ("imap.example.net",), authority, now - _DAY, now + 30 * _DAY),
        expired=_issue(folder, "expired", ("localhost", "127.0.0.1"), authority, now - 30 * _DAY, now - _DAY),
        self_signed=_issue(folder, "self-signed", ("localhost", "127.0.0.1"), None, now - _DAY, now + 30 * _DAY),
    )


def _ca_certificate(key: ec.EllipticCurvePrivateKey, now: datetime) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - 60 * _DAY)
        .not_valid_after(now + 60 * _DAY)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _issue(
    folder: Path,
    name: str,
    hosts: tuple[str, ...],
    authority: tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None,
    valid_from: datetime,
    valid_until: datetime,
) -> Certificate:
    """Write a server certificate for `hosts`, signed by `authority` or else by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hosts[0])])
    issuer, signing_key = (authority[0].subject, authority[1]) if authority else (subject, key)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(valid_from)
        .not_valid_after(valid_until)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([_general_name(host) for host in hosts]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        # Python 3.13 verifies strictly: RFC 5280 wants this identifier on whatever an authority issues.
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing_key.public_key()), critical=False)
        .sign(signing_key, hashes.SHA256())
    )
    files = Certificate(folder / f"{name}.pem", folder / f"{name}.key")
    _write(files.cert_file, certificate.public_bytes(serialization.Encoding.PEM))
    _write(
        files.key_file,
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
    )
    return files


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    path.chmod(0o644)
