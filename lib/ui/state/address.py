"""The address is the state: settings into query parameters and back, with a notice for what does not fit."""

from collections.abc import Mapping, Sequence
from typing import Any

from lib.analysis.settings.kinds import Settings, shorten
from lib.analysis.settings.pinned import find_unpinned
from lib.cohort.cohort import Cohort
from lib.present.settings import SETTING_BY_NAME, SETTINGS, default_settings

Query = Mapping[str, Sequence[str]]
#: Who asks for a value that does not fit, and what becomes of the rest: an address, or settings met by new data.
ADDRESS = ("The address asks for", "The rest of the address is applied.")
NEW_DATA = ("The settings asked for", "This is reset; what fits the data is kept.")
SETTINGS_FILE = ("The settings file asks for", "The rest of the file is applied.")
#: The parameter that names a reader's own data by their fingerprint; never a row of them.
DATA_PARAMETER = "data"
#: Parameters of the server's own, passed over in silence.
OTHERS_PARAMETERS = ("embed", "embed_options")


def encode_settings(settings: Settings, cohort: Cohort) -> dict[str, list[str]]:
    """Write settings as query parameters; what stands at its first value is left out."""
    query = {}
    for setting in SETTINGS:
        value = settings[setting.name]
        if value != setting.default(cohort):
            query[setting.name] = setting.write(value)
    return query


def decode_settings(
    query: Query, cohort: Cohort, asks: str = ADDRESS[0], rest: str = ADDRESS[1]
) -> tuple[Settings, tuple[str, ...]]:
    """Read query parameters into settings.

    Parameters
    ----------
    query : mapping of str to sequence of str
        Repeated parameters as lists.
    cohort : Cohort
        Says which values there are.
    asks, rest : str
        Beginning and end of a notice.

    Returns
    -------
    settings : Settings
        Complete; what cannot be read stands at its first value.
    notices : tuple of str
        One sentence for each parameter or value that is unknown or out of range.
    """
    changes: dict[str, Any] = {}
    notices: list[str] = []
    for name, values in query.items():
        setting = SETTING_BY_NAME.get(name)
        if setting is None:
            if name not in OTHERS_PARAMETERS:
                notices.append(f"{asks} “{shorten(name)}”, which is no setting here. {rest}")
            continue
        value, fault = setting.read(values, cohort)
        if fault:
            notices.append(f"{asks} {setting.words} {fault}. {rest}")
        if value is not None:
            changes[name] = value
    settings = default_settings(cohort).replace(**changes)
    for name, fault in find_unpinned(settings).items():
        notices.append(f"{asks} {SETTING_BY_NAME[name].words} {fault}. {rest}")
        settings = settings.replace(**{name: SETTING_BY_NAME[name].default(cohort)})
    return settings, tuple(notices)
