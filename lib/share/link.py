"""Links and owner's keys as text: base64url without padding, one spelling for each."""

import base64
import binascii
from dataclasses import dataclass, field

from lib.share.crypt import ID_BYTES, KEY_BYTES, random_id, random_key

#: The query parameter with the id. The key follows `#`, which a browser never sends to a server.
SHARED_PARAMETER = "shared"
#: What an owner's key begins with, so that nobody takes it for a link.
OWNER_PREFIX = "owner-"


@dataclass(frozen=True)
class Link:
    """Id and key of a snapshot; neither shows in its repr."""

    snapshot_id: bytes = field(repr=False)
    key: bytes = field(repr=False)

    @property
    def id_text(self) -> str:
        """The id as it stands in the address."""
        return _encode(self.snapshot_id)

    @property
    def key_text(self) -> str:
        """The key as it stands after `#`."""
        return _encode(self.key)


def random_link() -> Link:
    """Draw id and key of a new snapshot."""
    return Link(random_id(), random_key())


def read_link(id_text: str, key_text: str) -> Link | None:
    """Read id and key as they stand in an address; None for anything that is no link."""
    snapshot_id, key = _decode(id_text, ID_BYTES), _decode(key_text, KEY_BYTES)
    return None if snapshot_id is None or key is None else Link(snapshot_id, key)


def write_owner_key(owner_key: bytes) -> str:
    """Write an owner's key."""
    return OWNER_PREFIX + _encode(owner_key)


def read_owner_key(text: str) -> bytes | None:
    """Read an owner's key; None for anything else. Blanks around it are forgiven."""
    text = text.strip()
    return _decode(text.removeprefix(OWNER_PREFIX), KEY_BYTES) if text.startswith(OWNER_PREFIX) else None


def _encode(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode("ascii")


def _decode(text: str, length: int) -> bytes | None:
    if len(text) != -(-length * 4 // 3) or not text.isascii():
        return None
    try:
        value = base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    # The last character has bits to spare: of the spellings of the same bytes only ours counts.
    return value if len(value) == length and _encode(value) == text else None
