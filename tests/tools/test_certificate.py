"""The certificate of a local network: its names, its life, who may read its key."""

from __future__ import annotations

import datetime as dt
import ssl
import stat

from cryptography import x509

from tools import certificate

NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
NAMES = ["192.0.2.7", "ward-3.local", "localhost"]


def test_it_has_the_names_and_serves_tls(tmp_path):
    made = certificate.keep(tmp_path / "kept", NAMES, NOW)
    held = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert held.get_values_for_type(x509.DNSName) == ["ward-3.local", "localhost"]
    assert [str(address) for address in held.get_values_for_type(x509.IPAddress)] == ["192.0.2.7"]
    assert not made.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(tmp_path / "kept" / "certificate.pem", tmp_path / "kept" / "key.pem")
    assert stat.S_IMODE((tmp_path / "kept" / "key.pem").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "kept").stat().st_mode) == 0o700


def test_it_is_kept_while_it_is_good_and_made_anew_after(tmp_path):
    first = certificate.keep(tmp_path, NAMES, NOW)
    assert certificate.keep(tmp_path, NAMES, NOW + dt.timedelta(days=28)) == first
    assert certificate.keep(tmp_path, NAMES, NOW + dt.timedelta(days=29, hours=1)) != first
    second = certificate.keep(tmp_path, NAMES, NOW)
    assert certificate.keep(tmp_path, [*NAMES, "192.0.2.8"], NOW) != second
