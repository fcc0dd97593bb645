"""Encryption of a snapshot: AES-256-GCM under a random key that stands in its link and nowhere else."""

import hashlib
import hmac
import secrets
import zlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

#: Version of the ciphertext: its first byte, and part of what is authenticated.
VERSION = 1
ID_BYTES, KEY_BYTES, NONCE_BYTES, TAG_BYTES = 16, 32, 12, 16
#: Bytes of the smallest size class; a small cohort is padded to it.
MIN_BYTES = 4096
#: Everything of ours that is hashed or derived begins with these words, so that no hash serves two ends.
_PURPOSE = b"cohort snapshot 1: "


class CannotOpenError(Exception):
    """Bytes that this key does not open: another key, another id, altered or cut bytes. It never says which."""


def random_id() -> bytes:
    """Draw the id of a snapshot, 128 bits."""
    return secrets.token_bytes(ID_BYTES)


def random_key() -> bytes:
    """Draw a key, 256 bits: of a link, or of an owner."""
    return secrets.token_bytes(KEY_BYTES)


def lookup_hash(snapshot_id: bytes, key: bytes) -> bytes:
    """Hash an id for the store, keyed with the link's key, 32 bytes.

    Without the key nobody can tell which row belongs to an id, and a wrong key finds no row at all: a wrong and
    an altered link are answered alike because they are the same case.
    """
    return hmac.new(_derive(key, b"lookup"), snapshot_id, hashlib.sha256).digest()


def owner_hash(owner_key: bytes) -> bytes:
    """Hash an owner's key for the store, 32 bytes; the key is random, so that a plain hash gives nothing away."""
    return hashlib.sha256(_PURPOSE + b"owner" + owner_key).digest()


def seal(plain: bytes, snapshot_id: bytes, key: bytes) -> bytes:
    """Compress, pad and encrypt.

    Parameters
    ----------
    plain : bytes
        What is to be kept from everybody else.
    snapshot_id, key : bytes
        Of the link; the id and the version are authenticated with the bytes.

    Returns
    -------
    bytes
        Version (1 byte), nonce (12), ciphertext with tag; as long as its size class.
    """
    packed = zlib.compress(plain, 6)
    body = len(packed).to_bytes(8, "little") + packed
    padded = body.ljust(size_class(len(body)), b"\0")
    nonce = secrets.token_bytes(NONCE_BYTES)
    cipher = AESGCM(_derive(key, b"encrypt"))
    return bytes([VERSION]) + nonce + cipher.encrypt(nonce, padded, _bound(snapshot_id))


def unseal(sealed: bytes, snapshot_id: bytes, key: bytes, max_bytes: int) -> bytes:
    """Decrypt and unpack what `seal` made.

    Parameters
    ----------
    sealed : bytes
        As sealed.
    snapshot_id, key : bytes
        Of the link.
    max_bytes : int
        What unpacks to more is refused.

    Raises
    ------
    CannotOpenError
        Whatever is wrong.
    """
    if len(sealed) < 1 + NONCE_BYTES + TAG_BYTES or sealed[0] != VERSION:
        raise CannotOpenError
    nonce, rest = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        padded = AESGCM(_derive(key, b"encrypt")).decrypt(nonce, rest, _bound(snapshot_id))
        length = int.from_bytes(padded[:8], "little")
        unpack = zlib.decompressobj()
        plain = unpack.decompress(padded[8 : 8 + length], max_bytes)
    except (InvalidTag, zlib.error):
        raise CannotOpenError from None
    if not unpack.eof:
        raise CannotOpenError
    return plain


def size_class(n: int) -> int:
    """Round a length up to its size class, so that the store reveals little about how much there is.

    Padmé: at most an eighth longer, and O(log log n) bits of the length are told (Nikitin et al. 2019,
    doi 10.2478/popets-2019-0056).
    """
    n = max(n, MIN_BYTES)
    exponent = n.bit_length() - 1
    kept = exponent.bit_length()
    step = 1 << (exponent - kept)
    return -(-n // step) * step


def _derive(key: bytes, purpose: bytes) -> bytes:
    return hmac.new(key, _PURPOSE + purpose, hashlib.sha256).digest()


def _bound(snapshot_id: bytes) -> bytes:
    return _PURPOSE + bytes([VERSION]) + snapshot_id
