"""What the operator sets: whether anything may be published, where it is kept, and how much."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from lib.cohort.protection.small_groups import MIN_GROUP
from lib.share.limits import Limits

YES_WORDS, NO_WORDS = ("yes", "true", "on", "1"), ("no", "false", "off", "0", "")
BACKENDS = {"sqlite": "sqlite:///…", "postgresql": "postgresql+psycopg://…"}


class _Fault(Exception):
    """A setting that is not what it should be; the words say what was expected."""


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    words = str(value).strip().lower()
    if words not in (*YES_WORDS, *NO_WORDS):
        raise _Fault("yes or no")
    return words in YES_WORDS


def _whole(least: int, most: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        try:
            number = int(str(value).strip().replace("_", ""))
        except ValueError:
            raise _Fault(f"a whole number from {least:,} to {most:,}") from None
        if isinstance(value, bool) or not least <= number <= most:
            raise _Fault(f"a whole number from {least:,} to {most:,}")
        return number

    return read


def _address(value: Any) -> str:
    """Read a database's address; it may hold a password, so that no fault repeats any of it."""
    expected = f"a database address, {' or '.join(BACKENDS.values())}"
    try:
        url = make_url(str(value).strip())
    except ArgumentError:
        raise _Fault(expected) from None
    if url.get_backend_name() not in BACKENDS or (
        url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:")
    ):
        raise _Fault(expected)
    if url.drivername == "postgresql":
        # This driver is the one that comes with the dashboard.
        url = url.set(drivername="postgresql+psycopg")
    return url.render_as_string(hide_password=False)


@dataclass(frozen=True)
class ShareSettings:
    """The operator's settings.

    Attributes
    ----------
    publishing : bool
        Whether cohorts may be published here, and links to them opened.
    view_needs_sign_in : bool
        Whether who opens a link has to sign in first.
    url : str
        Address of the database, with its password if it has one; it does not show in the repr.
    min_group : int
        The least k: patients of the smallest group alike in every characteristic that leaves.
    limits : Limits
        How much is kept.
    """

    publishing: bool = False
    view_needs_sign_in: bool = False
    url: str = field(default="sqlite:///snapshots/snapshots.sqlite", repr=False)
    min_group: int = MIN_GROUP
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class Fact:
    """One setting: its name, how it is read, and what it means."""

    name: str
    read: Callable[[Any], Any] = field(repr=False)
    meaning: str


#: The table of settings; the documentation lists it.
FACTS: tuple[Fact, ...] = (
    Fact("publishing", _flag, "whether cohorts may be published here, and links to them opened"),
    Fact("view_needs_sign_in", _flag, "whether who opens a link has to sign in first"),
    Fact("url", _address, "address of the database that keeps the snapshots"),
    Fact(
        "min_group",
        _whole(2, 1000),
        "patients that the smallest group of patients alike has to have, at least",
    ),
    Fact("max_bytes_each", _whole(10_000, 400_000_000), "bytes of one snapshot, encrypted"),
    Fact("max_an_hour", _whole(1, 100_000), "snapshots published an hour, by all visitors together"),
    Fact("max_an_hour_each", _whole(1, 100_000), "snapshots published an hour by one visitor"),
    Fact("max_snapshots", _whole(1, 10_000_000), "snapshots kept"),
    Fact("max_bytes", _whole(10_000, 10**13), "bytes of all snapshots"),
)
FACT_BY_NAME = {fact.name: fact for fact in FACTS}
#: Names of before, and what each is called now: a file of settings that has one is told so, never read by half.
RENAMED = {
    "least_group": "min_group",
    **{
        f"most_{rest}": f"max_{rest}"
        for rest in ("bytes_each", "an_hour", "an_hour_each", "snapshots", "bytes")
    },
}
_LIMIT_FIELDS = {
    "max_bytes_each": "bytes_each",
    "max_an_hour": "an_hour",
    "max_an_hour_each": "an_hour_each",
    "max_snapshots": "snapshots",
    "max_bytes": "bytes_in_all",
}


def check_settings(mapping: Mapping[str, Any], *, sign_in: bool = True) -> list[str]:
    """Find every fault of the operator's settings.

    Parameters
    ----------
    mapping : mapping of str to value
        By name, as in `FACTS`; values as TOML or the environment gives them. What is absent stands at its default.
    sign_in : bool
        Whether signing in is configured (`[auth]`).

    Returns
    -------
    list of str
        One clear line a fault, empty when all is well. No line repeats a value, which may be a password.
    """
    return _read(mapping, sign_in)[1]


def read_settings(mapping: Mapping[str, Any]) -> ShareSettings:
    """Read the operator's settings; with any fault in them nothing may be published.

    Parameters
    ----------
    mapping : mapping of str to value
        As for `check_settings`.
    """
    values, faults = _read(mapping, sign_in=True)
    if faults:
        return ShareSettings()
    limits = Limits(**{target: values.pop(name) for name, target in _LIMIT_FIELDS.items() if name in values})
    return ShareSettings(**values, limits=limits)


def _read(mapping: Mapping[str, Any], sign_in: bool) -> tuple[dict[str, Any], list[str]]:
    values, faults = {}, []
    for name, value in mapping.items():
        fact = FACT_BY_NAME.get(name)
        if fact is None:
            if name in RENAMED:
                faults.append(f"snapshots.{name}: this setting is now called {RENAMED[name]}; rename it.")
                continue
            known = ", ".join(FACT_BY_NAME)
            faults.append(f"snapshots.{str(name)[:40]}: there is no such setting; there are {known}.")
            continue
        try:
            values[name] = fact.read(value)
        except _Fault as fault:
            faults.append(f"snapshots.{name} ({fact.meaning}): expected {fault}.")
    if values.get("view_needs_sign_in") and not sign_in:
        faults.append(
            "snapshots.view_needs_sign_in: signing in is not configured; add [auth] to the secrets."
        )
    return values, faults
