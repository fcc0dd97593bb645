"""A passphrase beside the link: the cohort is encrypted under it once more, within what the link's key encrypts."""

import secrets
import unicodedata

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from lib.cohort.payload import MAX_PLAIN_BYTES
from lib.share.crypt import KEY_BYTES, CannotOpenError, seal, unseal

#: What begins bytes that a passphrase locks; no cohort begins so, whose first bytes are a small number.
MARK = b"\xff\xffpassphrase 1\n"
SALT_BYTES = 16
#: Cost of a try: 32 MB and about a tenth of a second (RFC 7914; OWASP asks for at least this memory).
COST, BLOCK, PARALLEL = 2**15, 8, 1
#: Characters of a passphrase, at least: a link alone opens nothing, so that nobody can try without it.
MIN_PASSPHRASE, MAX_PASSPHRASE = 8, 200


def lock(plain: bytes, passphrase: str) -> bytes:
    """Encrypt under a passphrase; without one the bytes are given back as they are."""
    if not passphrase:
        return plain
    salt = secrets.token_bytes(SALT_BYTES)
    return MARK + salt + seal(plain, salt, _key(passphrase, salt))


def is_locked(payload: bytes) -> bool:
    """Tell whether a passphrase is needed."""
    return payload.startswith(MARK)


def unlock(payload: bytes, passphrase: str) -> bytes | None:
    """Decrypt what `lock` made; None for a wrong passphrase, or for bytes that were altered."""
    rest = payload[len(MARK) :]
    salt, sealed = rest[:SALT_BYTES], rest[SALT_BYTES:]
    try:
        return unseal(sealed, salt, _key(passphrase, salt), MAX_PLAIN_BYTES)
    except CannotOpenError:
        return None


def _key(passphrase: str, salt: bytes) -> bytes:
    """Derive a key; how the passphrase's letters were typed and what stands around it do not matter."""
    words = unicodedata.normalize("NFKC", " ".join(passphrase.split())).encode()
    return Scrypt(salt=salt, length=KEY_BYTES, n=COST, r=BLOCK, p=PARALLEL).derive(words)
