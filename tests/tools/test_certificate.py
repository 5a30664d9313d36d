"""The certificate that `make run HOST=0.0.0.0` serves HTTPS with."""

import ipaddress
import socket
from pathlib import Path

from cryptography import x509

from tools import certificate


def alternative_names(file: Path) -> x509.SubjectAlternativeName:
    made = x509.load_pem_x509_certificate(file.read_bytes())
    return made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value


def test_it_names_the_machine_and_its_loopback_addresses(tmp_path):
    certificate.make(tmp_path, certificate.names())
    named = alternative_names(tmp_path / "cert.pem")
    assert {"localhost", socket.gethostname()} <= set(named.get_values_for_type(x509.DNSName))
    assert ipaddress.ip_address("127.0.0.1") in named.get_values_for_type(x509.IPAddress)


def test_nobody_else_can_read_the_key(tmp_path):
    certificate.make(tmp_path / "tls", certificate.names())
    assert (tmp_path / "tls" / "key.pem").stat().st_mode & 0o777 == 0o600


def test_a_certificate_that_still_fits_is_kept(tmp_path):
    certificate.make(tmp_path, certificate.names())
    assert certificate.still_good(tmp_path / "cert.pem", certificate.names())


def test_a_new_address_of_the_machine_asks_for_a_new_certificate(tmp_path):
    certificate.make(tmp_path, certificate.names())
    another = x509.IPAddress(ipaddress.ip_address("203.0.113.9"))
    assert not certificate.still_good(tmp_path / "cert.pem", [*certificate.names(), another])


def test_a_broken_file_is_not_taken_for_a_certificate(tmp_path):
    (tmp_path / "cert.pem").write_text("not a certificate")
    assert not certificate.still_good(tmp_path / "cert.pem", [])
