"""Scripts that make a page's numbers again without this dashboard: Python, and R for the analysis of variance."""

from lib.export.code.request import ScriptRequest
from lib.export.code.scripts import KINDS, Kind, Script, file_beside, python_script, r_script, scripts_of

__all__ = [
    "KINDS",
    "Kind",
    "Script",
    "ScriptRequest",
    "file_beside",
    "python_script",
    "r_script",
    "scripts_of",
]
