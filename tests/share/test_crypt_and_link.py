"""Encryption and links: one bit anywhere, another key or another id, and nothing opens."""

import hashlib
import hmac
import zlib

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lib.share.crypt import (
    CannotOpenError,
    lookup_hash,
    random_id,
    random_key,
    seal,
    size_class,
    unseal,
)
from lib.share.link import Link, random_link, read_link, read_owner_key, write_owner_key

MOST = 10_000_000
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def test_the_format_is_aes_256_gcm_as_documented():
    """Read by hand: subkey by HMAC-SHA-256, version byte, nonce, padded zlib with its length in front."""
    snapshot_id, key = random_id(), random_key()
    sealed = seal(b"patients" * 1000, snapshot_id, key)
    words = b"cohort snapshot 1: "
    subkey = hmac.new(key, words + b"encrypt", hashlib.sha256).digest()
    opened = AESGCM(subkey).decrypt(sealed[1:13], sealed[13:], words + b"\x01" + snapshot_id)
    length = int.from_bytes(opened[:8], "little")
    assert zlib.decompress(opened[8 : 8 + length]) == b"patients" * 1000
    assert set(opened[8 + length :]) == {0}
    assert len(key) == 32


def test_nothing_opens_what_is_altered_anywhere():
    snapshot_id, key = random_id(), random_key()
    sealed = seal(b"patients", snapshot_id, key)
    assert unseal(sealed, snapshot_id, key, MOST) == b"patients"
    for position in (0, 1, 12, 13, len(sealed) // 2, len(sealed) - 1):
        altered = bytearray(sealed)
        altered[position] ^= 1
        with pytest.raises(CannotOpenError):
            unseal(bytes(altered), snapshot_id, key, MOST)
    for cut in (b"", sealed[:20], sealed[:-1], sealed + b"\0"):
        with pytest.raises(CannotOpenError):
            unseal(cut, snapshot_id, key, MOST)
    with pytest.raises(CannotOpenError):
        unseal(sealed, random_id(), key, MOST)
    with pytest.raises(CannotOpenError):
        unseal(sealed, snapshot_id, random_key(), MOST)


def test_what_unpacks_to_too_much_is_refused():
    snapshot_id, key = random_id(), random_key()
    with pytest.raises(CannotOpenError):
        unseal(seal(b"\0" * 50_000, snapshot_id, key), snapshot_id, key, 40_000)


def test_small_cohorts_have_one_size_and_larger_ones_grow_by_an_eighth_at_most():
    snapshot_id, key = random_id(), random_key()
    assert len(seal(b"", snapshot_id, key)) == len(seal(b"a" * 3000, snapshot_id, key))
    for n in (4097, 5000, 10_000, 123_456, 9_999_999):
        assert n <= size_class(n) <= n * 1.12 + 1
        assert size_class(size_class(n)) == size_class(n)


def test_the_look_up_depends_on_both_halves_of_the_link():
    one, two = random_link(), random_link()
    hashes = {lookup_hash(i, k) for i in (one.snapshot_id, two.snapshot_id) for k in (one.key, two.key)}
    assert len(hashes) == 4


def test_a_link_has_one_spelling():
    for _ in range(20):
        link = random_link()
        assert read_link(link.id_text, link.key_text) == link
        spellings = [link.key_text[:-1] + sign for sign in ALPHABET]
        assert [read_link(link.id_text, key) for key in spellings].count(link) == 1
        spellings = [link.id_text[:-1] + sign for sign in ALPHABET]
        assert [read_link(i, link.key_text) for i in spellings].count(link) == 1


@pytest.mark.parametrize("change", ["", " ", "=", "é", "\n", "+", "/", "%20", "A", "' OR 1=1 --"])
def test_what_is_no_link_is_none(change):
    link = random_link()
    assert read_link(link.id_text + change, link.key_text) == (link if not change else None)
    assert read_link(link.id_text, link.key_text + change) == (link if not change else None)
    assert read_link(link.id_text, link.key_text[:-1] + change) is None if change != "A" else True
    assert read_link("", "") is None


def test_an_owners_key_is_no_link_and_shows_in_no_repr():
    key = random_key()
    text = write_owner_key(key)
    assert read_owner_key(f"  {text}\n") == key
    assert read_owner_key(text.removeprefix("owner-")) is None
    link = Link(random_id(), key)
    assert link.key_text not in repr(link)
    assert repr(key) not in repr(link)
