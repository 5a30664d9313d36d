"""Makes a self-signed certificate for this machine, once: `python tools/certificate.py FOLDER`.

FOLDER then holds cert.pem and key.pem (mode 600). A certificate that is still good for a month and names every
address that the machine has today is kept, so that browsers ask only once whether to trust it.
"""

from __future__ import annotations

import ipaddress
import os
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

VALID = timedelta(days=825)
"""The longest life that every browser accepts."""
RENEW = timedelta(days=30)


def names() -> list[x509.GeneralName]:
    """What a browser on the network may call this machine: its names and its addresses."""
    hosts = sorted({"localhost", socket.gethostname(), socket.getfqdn()})
    return [x509.DNSName(host) for host in hosts] + [x509.IPAddress(address) for address in addresses()]


def addresses() -> list[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    """Every address of every interface. Where `ip` is not installed, the loopback and the outgoing one must do."""
    found = {"127.0.0.1", "::1"}
    try:
        listed = subprocess.run(["ip", "-oneline", "address"], capture_output=True, text=True, check=True).stdout
        found |= {line.split()[3].split("/")[0] for line in listed.splitlines()}
    except (OSError, subprocess.CalledProcessError):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            if probe.connect_ex(("192.0.2.1", 9)) == 0:  # Sends nothing; it only asks for the route.
                found.add(probe.getsockname()[0])
    return sorted((ipaddress.ip_address(text) for text in found), key=lambda address: (address.version, int(address)))


def still_good(file: Path, wanted: list[x509.GeneralName]) -> bool:
    """Whether `file` is a certificate that outlives RENEW and carries all `wanted` names."""
    try:
        certificate = x509.load_pem_x509_certificate(file.read_bytes())
        named = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (OSError, ValueError, x509.ExtensionNotFound):
        return False
    return certificate.not_valid_after_utc > datetime.now(UTC) + RENEW and set(wanted) <= set(named)


def make(folder: Path, wanted: list[x509.GeneralName]) -> None:
    """Write a new key and certificate into `folder`. Raises OSError where it cannot be written."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Threadline on this machine")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))  # Clocks on a network differ.
        .not_valid_after(now + VALID)
        .add_extension(x509.SubjectAlternativeName(wanted), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _write(folder / "key.pem", secret)
    _write(folder / "cert.pem", certificate.public_bytes(serialization.Encoding.PEM))


def _write(file: Path, content: bytes) -> None:
    """Replace `file` in one step, readable by its owner alone from its first byte on."""
    fresh = file.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(content)
    fresh.replace(file)


def main() -> None:
    folder, wanted = Path(sys.argv[1]), names()
    if not still_good(folder / "cert.pem", wanted):
        make(folder, wanted)
        print(
            f"    self-signed certificate made in {folder}: browsers will ask once whether to trust it", file=sys.stderr
        )


if __name__ == "__main__":
    main()
