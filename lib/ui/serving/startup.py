"""Settings of the server, read and checked before anything else: one line for each fault, and no start."""

import logging
import os
import re
import sys
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.formparsers import MultiPartParser

from lib.ui.serving.logs import log_as_json

LOG = logging.getLogger(__name__)
#: Exit status of a server whose settings cannot be right.
WRONG_SETTINGS = 2
#: Shortest secret that signs the cookies of several replicas, in characters.
COOKIE_SECRET_LENGTH = 32
#: Scheme, host and port; nothing that could end the policy's rule and begin another.
ORIGIN = re.compile(r"https?://[a-z0-9.-]{1,253}(:[0-9]{1,5})?")


@dataclass(frozen=True)
class Hosting:
    """How the server is reached: section `[hosting]` of secrets.toml."""

    https: bool = False
    #: Origins whose pages may show the dashboard in a frame, beside its own.
    frame_ancestors: tuple[str, ...] = ()
    #: Open to everybody with the bundled cohort alone: no file comes in and nothing is published.
    demonstration: bool = False


#: Options of Streamlit that keep patients' data where they are, what each must be, and why.
SAFE_OPTIONS = (
    ("browser.gatherUsageStats", False, "readers' browsers report to a third party what is used"),
    ("client.showErrorDetails", "none", "an error shows values and the server's paths"),
    ("server.enableXsrfProtection", True, "another site can upload in a reader's name"),
    ("server.enableCORS", True, "another site can open a reader's session"),
    ("server.enableAgentApi", False, "programs can drive the pages without a browser"),
    ("server.enableStaticServing", False, "files in a folder are public"),
    ("global.developmentMode", False, "it is meant for Streamlit's own developers"),
    ("logger.enableRich", False, "errors are printed with the values in them"),
)


def prepare() -> Hosting:
    """Make the log safe, check the settings, and give those of the hosting.

    With a fault the process ends here, before the imports that take seconds, with status `WRONG_SETTINGS`.
    """
    log_as_json()
    secrets, faults = read_secrets(map(Path, st.get_option("secrets.files")))
    faults += check(secrets)
    if faults:
        for fault in faults:
            LOG.critical("wrong setting: %s", fault)
        sys.exit(WRONG_SETTINGS)
    keep_uploads_in_memory()
    for name, safe, consequence in SAFE_OPTIONS:
        if st.get_option(name) != safe:
            LOG.warning("setting %s is not %s: %s", name, str(safe).lower(), consequence)
    return hosting_settings()


@cache
def hosting_settings() -> Hosting:
    """Give the settings of the hosting; they are checked before the server starts."""
    secrets, _ = read_secrets(map(Path, st.get_option("secrets.files")))
    section = secrets.get("hosting", {})
    return Hosting(**{**section, "frame_ancestors": tuple(section.get("frame_ancestors", ()))})


def keep_uploads_in_memory() -> None:
    """Let an upload never touch the disk: what reads it would put all above 1 MB into a temporary file."""
    MultiPartParser.spool_max_size = (st.get_option("server.maxUploadSize") + 1) * 2**20


def read_secrets(files: Iterable[Path]) -> tuple[dict[str, Any], list[str]]:
    """Read the files of secrets that exist, later ones first in rank; give them and what is wrong with them."""
    secrets: dict[str, Any] = {}
    faults = []
    for file in files:
        if file.suffix != ".toml":
            continue
        try:
            secrets |= tomllib.loads(file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            continue
        except OSError as error:
            faults.append(
                f"{file} cannot be read: {error.strerror}; it must be readable by the server's user"
            )
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            # The parser's sentence may quote the line, and with it a password.
            place = str(error).rpartition("(at ")[2].rstrip(")") if "(at " in str(error) else "its encoding"
            faults.append(f"{file} is not TOML: see {place}")
    return secrets, faults


def check(secrets: Mapping[str, Any]) -> list[str]:
    """Say what is wrong with the settings, one line each, without a value of theirs."""
    # What this imports takes a second, and a server that starts needs it anyway.
    from lib.share.settings import check_settings
    from lib.ui.sharing.store import sharing_mapping

    return [
        *_check_hosting(secrets.get("hosting", {})),
        *_check_sign_in(secrets.get("auth")),
        *check_settings(sharing := sharing_mapping(secrets, os.environ), sign_in="auth" in secrets),
        *_check_demonstration(secrets.get("hosting", {}), sharing),
        *_check_options(),
    ]


def _check_hosting(section: Any) -> list[str]:
    if not isinstance(section, Mapping):
        return ["[hosting] must be a section of secrets.toml"]
    faults = [
        f"[hosting] has no {name}; it has {', '.join(Hosting.__dataclass_fields__)}"
        for name in section
        if name not in Hosting.__dataclass_fields__
    ]
    faults += [
        f"[hosting] {name} must be true or false, without quotes"
        for name in ("https", "demonstration")
        if not isinstance(section.get(name, False), bool)
    ]
    origins = section.get("frame_ancestors", [])
    if not isinstance(origins, list) or not all(ORIGIN.fullmatch(str(origin)) for origin in origins):
        faults.append(
            "[hosting] frame_ancestors must be a list of origins such as "
            '["https://intranet.hospital.example"], each without a path or *'
        )
    return faults


def _check_demonstration(section: Any, sharing: Mapping[str, Any]) -> list[str]:
    """A demonstration is open to everybody: what a stranger brings is neither read nor kept."""
    wanted = isinstance(section, Mapping) and section.get("demonstration") is True
    published = str(sharing.get("publishing", False)).lower() in {"true", "1", "yes", "on"}
    if not (wanted and published):
        return []
    return [
        "[hosting] demonstration and [snapshots] publishing cannot both be true: a demonstration keeps nothing"
    ]


def _check_sign_in(section: Any) -> list[str]:
    """Sign-in by OpenID Connect takes five values; with one missing Streamlit fails at the first click."""
    if section is None:
        return []
    if not isinstance(section, Mapping):
        return ["[auth] must be a section of secrets.toml"]
    faults = [
        f"[auth] {name} is missing" for name in ("redirect_uri", "cookie_secret") if name not in section
    ]
    if len(str(section.get("cookie_secret", "x" * COOKIE_SECRET_LENGTH))) < COOKIE_SECRET_LENGTH:
        faults.append(f"[auth] cookie_secret must have {COOKIE_SECRET_LENGTH} characters or more")
    providers = [(f"auth.{name}", part) for name, part in section.items() if isinstance(part, Mapping)]
    for name, part in providers or [("auth", section)]:
        for key in ("client_id", "client_secret", "server_metadata_url"):
            if not part.get(key):
                faults.append(f"[{name}] {key} is missing")
    redirect = str(section.get("redirect_uri", "/oauth2callback"))
    if not redirect.rstrip("/").endswith("/oauth2callback"):
        faults.append("[auth] redirect_uri must end in /oauth2callback")
    return faults


def _check_options() -> list[str]:
    faults = []
    if len(st.get_option("server.cookieSecret") or "") < COOKIE_SECRET_LENGTH:
        faults.append(f"server.cookieSecret must have {COOKIE_SECRET_LENGTH} characters or more")
    base = st.get_option("server.baseUrlPath") or ""
    if "//" in base or any(character in base for character in "?# %"):
        faults.append("server.baseUrlPath must be a plain path such as magnesium or tools/magnesium")
    return faults
