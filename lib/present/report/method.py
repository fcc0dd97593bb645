"""The row of the table of methods."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Method:
    """One test or summary: where it is used, its convention, and what gives the same number elsewhere.

    `results` are the names that results of it carry (keys of `METHOD_WORDS`).
    """

    use: str
    name: str
    convention: str
    elsewhere: str
    source: str
    results: tuple[str, ...] = ()
