"""Find a Chromium that starts here, or bring one: `python -m tests.browser.chromium`.

In this order: the one named in DASHBOARD_BROWSER, a Chromium, Chrome or Edge installed on the machine,
Playwright's own, Debian's package (as root). A browser counts when it starts, not when its file exists.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import Browser, Error, Playwright, sync_playwright

# Without these Chromium calls home many times, and as root it does not start.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
)
ON_PATH = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "microsoft-edge-stable",
    "chrome",
    "msedge",
)
ON_MACOS = (
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Chromium.app/Contents/MacOS/Chromium",
    "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
ON_WINDOWS = (
    r"Google\Chrome\Application\chrome.exe",
    r"Chromium\Application\chrome.exe",
    r"Microsoft\Edge\Application\msedge.exe",
)
NO_BROWSER = (
    "No browser starts here: install Chromium, Chrome or Edge, "
    "or name one in DASHBOARD_BROWSER, and try again."
)
DOWNLOAD_SECONDS = 300


class NoBrowserError(RuntimeError):
    """No browser could be started; the message says what to do."""


def candidates() -> Iterator[str | None]:
    """Paths of browsers on this machine, best first; None stands for Playwright's own."""
    named = os.environ.get("DASHBOARD_BROWSER")
    if named:
        yield named
        return
    yield from filter(None, map(shutil.which, ON_PATH))
    homes = [Path("/Applications"), Path.home() / "Applications"]
    places = [home / app for home in homes for app in ON_MACOS]
    folders = [os.environ.get(name) for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")]
    places += [Path(folder) / app for folder in folders if folder for app in ON_WINDOWS]
    yield from (str(place) for place in places if place.exists())
    yield None


def launch(playwright: Playwright) -> Browser:
    """Start the first browser that starts, without a window.

    Raises NoBrowserError when none does; it carries the first line of what each one said.
    """
    said = []
    for path in candidates():
        try:
            return playwright.chromium.launch(executable_path=path, args=FLAGS)
        except Error as error:
            said.append(f"  {path or 'Playwright'}: {error.message.splitlines()[0]}")
    raise NoBrowserError("\n".join([NO_BROWSER, *said]))


def starting_browser() -> str:
    """Version of the browser that starts here; raises NoBrowserError."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        version = browser.version
        browser.close()
    return version


def debian_root() -> bool:
    """Whether this is a Debian (or Ubuntu) machine and we may install packages."""
    return shutil.which("apt-get") is not None and hasattr(os, "geteuid") and os.geteuid() == 0


def bring_playwrights() -> None:
    """Download Playwright's own Chromium, then as root on Debian the libraries it needs."""
    playwright = [sys.executable, "-m", "playwright"]
    # A network that blocks the download should say so soon, not after Playwright's many tries.
    settings = {"PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": "15000"}
    came = run([*playwright, "install", "--only-shell", "chromium"], settings)
    if came and debian_root():
        run([*playwright, "install-deps", "chromium"])


def bring_debians() -> None:
    """Install Debian's Chromium, where we may."""
    if debian_root():
        run(["apt-get", "update", "-qq"])
        run(["apt-get", "install", "-y", "-qq", "chromium"], {"DEBIAN_FRONTEND": "noninteractive"})


def run(command: list[str], settings: dict[str, str] | None = None) -> bool:
    """Run a command that may fail, and say whether it did not."""
    print("$", " ".join(command), flush=True)
    try:
        done = subprocess.run(
            command, env=os.environ | (settings or {}), timeout=DOWNLOAD_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        print(error, flush=True)
        return False
    return done.returncode == 0


def make_sure(
    starting: Callable[[], str] = starting_browser,
    ways: tuple[Callable[[], None], ...] = (bring_playwrights, bring_debians),
) -> str:
    """Version of a browser that starts, after trying each way to bring one; raises NoBrowserError."""
    for way in ways:
        try:
            return starting()
        except NoBrowserError as error:
            print(f"{error}\nTrying to bring one.", flush=True)
            way()
    return starting()


if __name__ == "__main__":
    try:
        print(f"Browser for the tests: Chromium {make_sure()}")
    except NoBrowserError as error:
        sys.exit(str(error))
