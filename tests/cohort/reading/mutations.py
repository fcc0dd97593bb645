"""Break a file in a reproducible way: flipped bits, cuts, insertions, deletions, swapped and repeated pieces."""

import random
from collections.abc import Callable

AWKWARD = (
    b'"',
    b"'",
    b",",
    b";",
    b"\t",
    b"\n",
    b"\r",
    b"\x00",
    b"\xff",
    b"\xfe",
    b"\\",
    b"\xc4",
    b"\x1a",
    b" ",
    b"\xef\xbb\xbf",
)


def flip_bits(data: bytearray, chance: random.Random) -> None:
    for _ in range(chance.randint(1, 8)):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def cut_off(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(len(data)) :]


def behead(data: bytearray, chance: random.Random) -> None:
    del data[: chance.randrange(len(data))]


def insert_awkward(data: bytearray, chance: random.Random) -> None:
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(data) + 1)
        data[at:at] = chance.choice(AWKWARD) * chance.choice((1, 1, 2, 300))


def overwrite(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data))
    piece = chance.randbytes(chance.randint(1, 12))
    data[at : at + len(piece)] = piece


def delete_piece(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data))
    del data[at : at + chance.randint(1, 20)]


def repeat_piece(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data))
    piece = bytes(data[at : at + chance.randint(1, 40)])
    data[at:at] = piece * chance.choice((1, 5, 200))


MUTATIONS: tuple[Callable[[bytearray, random.Random], None], ...] = (
    flip_bits,
    cut_off,
    behead,
    insert_awkward,
    overwrite,
    delete_piece,
    repeat_piece,
)


def mutate(data: bytes, seed: int) -> bytes:
    """Apply one to three mutations; the same seed gives the same file."""
    chance = random.Random(seed)
    broken = bytearray(data)
    for _ in range(chance.randint(1, 3)):
        if broken:
            chance.choice(MUTATIONS)(broken, chance)
    return bytes(broken)
