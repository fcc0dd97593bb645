"""Make a certificate for this machine's names on the local network, and say where readers find the dashboard.

    python tools/certificate.py [folder]

The certificate signs itself: a browser warns at the first visit, and its reader compares the fingerprint printed here.
It is kept while it is valid for a day and has today's names; the key is readable by its owner alone.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import os
import socket
import sys
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

FOLDER = Path(".certificate")
PORT = 8501
VALID_DAYS = 30
#: An address for documentation (RFC 5737): asked for a route only, nothing is sent there.
SOMEWHERE = ("192.0.2.1", 9)


def network_address() -> str | None:
    """Give the address by which the local network reaches this machine; None without a network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            asked.connect(SOMEWHERE)
        except OSError:
            return None
        return str(asked.getsockname()[0])


def names() -> list[str]:
    """Give the names and addresses that a reader may type, those of the network first."""
    found = [network_address(), socket.gethostname().lower(), "localhost", "127.0.0.1"]
    return list(dict.fromkeys(name for name in found if name))


def general_name(name: str) -> x509.GeneralName:
    """Give a name as the certificate holds it: an address as an address."""
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def make(wanted: list[str], now: dt.datetime) -> tuple[bytes, bytes]:
    """Give key and certificate as PEM, for a server alone, valid from now on."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Magnesium explorer on this network")])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(minutes=5))
        .not_valid_after(now + dt.timedelta(days=VALID_DAYS))
        .add_extension(x509.SubjectAlternativeName([general_name(name) for name in wanted]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return secret, made.public_bytes(pem)


def is_good(certificate: x509.Certificate, wanted: list[str], now: dt.datetime) -> bool:
    """Tell whether a certificate has these names and stays valid for a day."""
    held = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return list(held) == [general_name(name) for name in wanted] and (
        certificate.not_valid_after_utc > now + dt.timedelta(days=1)
    )


def keep(folder: Path, wanted: list[str], now: dt.datetime) -> x509.Certificate:
    """Give the folder's certificate, made anew where it has none that is good."""
    key_file, certificate_file = folder / "key.pem", folder / "certificate.pem"
    if key_file.exists() and certificate_file.exists():
        kept = x509.load_pem_x509_certificate(certificate_file.read_bytes())
        if is_good(kept, wanted, now):
            return kept
    folder.mkdir(mode=0o700, exist_ok=True)
    key, made = make(wanted, now)
    key_file.unlink(missing_ok=True)
    with open(os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key)
    certificate_file.write_bytes(made)
    return x509.load_pem_x509_certificate(made)


def main() -> None:
    """Make or keep the certificate and print what readers need."""
    wanted = names()
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    certificate = keep(folder, wanted, dt.datetime.now(dt.UTC))
    print("On this network the dashboard answers at")
    for name in wanted:
        print(f"  https://{name}:{PORT}")
    print(
        "The browser warns, because the certificate signs itself. Go on only if it shows this SHA-256 fingerprint:"
    )
    print(f"  {certificate.fingerprint(hashes.SHA256()).hex(':').upper()}")
    print(
        f"It is valid until {certificate.not_valid_after_utc:%Y-%m-%d}. Everybody on the network can open the page."
    )


if __name__ == "__main__":
    main()
