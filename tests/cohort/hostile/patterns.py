"""Every compiled pattern of `lib.cohort` and the way it is used, fed with long hostile texts; run as a process.

Prints the patterns it tried. The process that starts it bounds its processor time: a pattern whose time grows with the
square of a text's length does not come to an end within it.
"""

import ast
import importlib
import inspect
import pkgutil
import re
import time
from collections.abc import Iterator
from pathlib import Path

import lib.cohort

ROOT = Path(lib.cohort.__file__).parent
CHARACTERS = 100_000
SHORT = 400
TRIED_AT_LENGTH = 3
UNITS = (
    *(
        "(",
        "[",
        "{",
        ")",
        " ",
        "\t",
        "\n",
        "a",
        "A",
        "1",
        "0",
        "00",
        "-",
        "--",
        "/",
        ".",
        ",",
        "_",
        "+",
        "<",
        "'",
        "@",
    ),
    *(
        "=",
        "%",
        "²",
        "ą",
        '"',
        "x",
        "Aa",
        "aA",
        "1a",
        "a1",
        "a ",
        "1 ",
        "1 1",
        "0.",
        "1-",
        "1.1",
        "1,234",
        "1.234",
        "(a",
    ),
    *(
        "a.",
        "a@",
        "@a.",
        "a-",
        "e1",
        "d/",
        "mg/",
        "mmol/",
        "t0_",
        "wk",
        "ul ",
        "ul. ",
        "str ",
        "str 1",
        "astr",
        "+48 ",
    ),
    *(
        "+48 ",
        "12 34 ",
        "sep=",
        "mg/l ",
        "<a:",
        "<a ",
        "e-1",
        "1e",
        "''",
        "–",
        "A.",
        "A-",
        "99-99 ",
        "\u200b",
    ),
)
ENDS = ("", "!", "\x01", "z1")
SEARCHING = {"search", "sub", "findall", "finditer", "split", "subn"}


def modules() -> Iterator[object]:
    for found in pkgutil.walk_packages(lib.cohort.__path__, "lib.cohort."):
        if not found.name.endswith(".child"):
            yield importlib.import_module(found.name)


def patterns_in(value: object, depth: int = 0) -> Iterator[re.Pattern]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 4 and isinstance(value, dict):
        for pair in value.items():
            yield from patterns_in(pair, depth + 1)
    elif depth < 4 and isinstance(value, (list, tuple, set, frozenset)):
        for item in value:
            yield from patterns_in(item, depth + 1)
    elif (
        depth < 3
        and hasattr(value, "__dict__")
        and not inspect.ismodule(value)
        and not inspect.isroutine(value)
        and not inspect.isclass(value)
    ):
        yield from patterns_in(vars(value), depth + 1)


def names_searched() -> set[str]:
    """Names on which a method is called that looks for a pattern at every place of a text."""
    found = set()
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in SEARCHING:
                target = node.value.value if isinstance(node.value, ast.Subscript) else node.value
                name = getattr(target, "id", getattr(target, "attr", ""))
                found.add(name)
    return found


def all_patterns() -> dict[tuple[str | bytes, int], tuple[str, re.Pattern, bool]]:
    """Patterns by source: (where, pattern, whether it is searched for)."""
    searched = names_searched()
    found = {}
    for module in modules():
        for name, value in list(vars(module).items()):
            for pattern in patterns_in(value):
                key = (pattern.pattern, pattern.flags)
                known = key in found and found[key][2]
                found[key] = (f"{module.__name__}.{name}", pattern, known or name in searched)
        for name, value in list(vars(module).items()):
            if (
                name.startswith("read_")
                and hasattr(value, "cache_info")
                and not inspect.signature(value).parameters
            ):
                for pattern in patterns_in(value()):
                    found.setdefault(
                        (pattern.pattern, pattern.flags), (f"{module.__name__}.{name}", pattern, True)
                    )
    return found


def use(pattern: re.Pattern, unit: str, end: str, length: int, searched: bool) -> None:
    text: str | bytes = unit * (length // len(unit)) + end
    if isinstance(pattern.pattern, bytes):
        text = text.encode()
    pattern.match(text)
    pattern.fullmatch(text)
    if searched:
        pattern.search(text)
        pattern.sub(b"" if isinstance(text, bytes) else "", text)


def slowest(pattern: re.Pattern, searched: bool) -> list[tuple[str, str]]:
    """The texts that cost most when they are short; what explodes stands far above the rest."""
    costs = []
    for unit in UNITS:
        for end in ENDS:
            begin = time.perf_counter()
            use(pattern, unit, end, SHORT, searched)
            costs.append((time.perf_counter() - begin, unit, end))
    return [(unit, end) for _, unit, end in sorted(costs, reverse=True)[:TRIED_AT_LENGTH]]


def try_pattern(pattern: re.Pattern, searched: bool) -> None:
    for unit, end in slowest(pattern, searched):
        use(pattern, unit, end, CHARACTERS, searched)


if __name__ == "__main__":
    for where, pattern, searched in all_patterns().values():
        print(where, "searched" if searched else "matched", flush=True)
        try_pattern(pattern, searched)
    print("done")
