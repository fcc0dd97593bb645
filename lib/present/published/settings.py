"""The setting of the published numbers: which verdicts are listed."""

from lib.analysis.published.verdicts import VERDICTS
from lib.analysis.settings.kinds import Setting, Several, constant

PUBLISHED_SETTINGS: tuple[Setting, ...] = (
    Several(
        "verdict",
        "verdict on the published numbers",
        constant(()),
        constant(tuple((verdict.code, verdict.label) for verdict in VERDICTS)),
    ),
)
