"""Libraries: the lock, the bill of materials made of it, and licences that go with ours."""

from __future__ import annotations

import json

import pytest

from tools import lock, sbom


@pytest.mark.parametrize(
    ("wheel", "wanted"),
    [
        ("numpy-2.4.6-cp311-cp311-manylinux_2_27_x86_64.manylinux_2_28_x86_64.whl", True),
        ("numpy-2.4.6-cp313-cp313-macosx_14_0_arm64.whl", True),
        ("certifi-2026.10.18-py3-none-any.whl", True),
        ("cryptography-50.0.2-cp39-abi3-manylinux_2_34_aarch64.whl", True),
        ("numpy-2.4.6-cp310-cp310-manylinux_2_27_x86_64.whl", False),
        ("numpy-2.4.6-cp311-cp311-win32.whl", False),
        ("numpy-2.4.6-pp311-pypy311_pp73-manylinux_2_27_x86_64.whl", False),
        ("numpy-2.4.6.tar.gz", False),
    ],
)
def test_wheels_of_our_pythons_and_systems_are_locked(wheel, wanted):
    assert lock.is_wanted(wheel) is wanted


def test_every_line_of_the_lock_is_a_version_with_its_hashes():
    text = sbom.LOCK.read_text(encoding="utf-8")
    read = sbom.pins(text)
    assert len(read) > 50
    assert text.count("==") == len(read)
    assert text.count("--hash=sha256:") == sum(len(values) for _, values in read.values())


def test_the_bill_of_materials_is_that_of_the_lock():
    committed = json.loads(sbom.BOM.read_text(encoding="utf-8"))
    assert committed == sbom.bill(sbom.LOCK.read_text(encoding="utf-8")), "run make pins"
    assert committed["specVersion"] == "1.6"
    assert {part["purl"].partition("@")[0] for part in committed["components"]} >= {
        "pkg:pypi/streamlit",
        "pkg:pypi/et-xmlfile",
    }


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"License-Expression": "MIT"}, "MIT"),
        ({"License-Expression": "Apache-2.0 OR BSD-2-Clause"}, "Apache-2.0 OR BSD-2-Clause"),
        ({"Classifier": ["License :: OSI Approved :: BSD License"]}, "BSD-3-Clause"),
        ({"License": "GPL-3.0"}, "GPL-3.0-only"),
    ],
)
def test_a_licence_is_read_wherever_a_library_declares_it(monkeypatch, fields, found):
    monkeypatch.setattr(sbom, "metadata", lambda library: Declared(fields))
    assert sbom.licence_of("any") == found


@pytest.mark.parametrize(
    "fields", [{}, {"License-Expression": "MIT AND GPL-2.0-only"}, {"License": "see file"}]
)
def test_a_licence_that_does_not_go_with_ours_is_named(monkeypatch, fields):
    monkeypatch.setattr(sbom, "metadata", lambda library: Declared(fields))
    with pytest.raises(ValueError, match="any declares the licence"):
        sbom.licence_of("any")


class Declared(dict):
    """What a library's package says of itself."""

    def get_all(self, name):
        return self.get(name)
