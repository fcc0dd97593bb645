"""What a specification curve is asked, read off the settings."""

from lib.analysis.robustness.effects import Inquiry
from lib.analysis.robustness.grid import GridRanges
from lib.analysis.settings.kinds import Settings

#: Settings that a specification curve depends on, beside definition and filters.
CURVE_SETTINGS = (
    "curve", "measure", "curvegroup", "curvefeature", "target", "x", "y", "correct", "grouptest", "corr",
    "curveresponse", "curvestep", "curveremission", "curveends", "curvemissing", "curvegroupings", "curvemethods",
    "curvefilters",
)  # fmt: skip


#: Settings that the results without single patients depend on.
LEFT_OUT_SETTINGS = (
    "measure", "curvegroup", "curvefeature", "target", "x", "y", "correct", "grouptest", "corr",
)  # fmt: skip

#: Settings that what the cohort could show depends on.
REACH_SETTINGS = (
    "measure",
    "curvegroup",
    "curvefeature",
    "target",
    "x",
    "y",
    "grouptest",
    "corr",
    "margin",
    "marginr",
)


def inquiry_of(settings: Settings) -> Inquiry:
    """Read of which measures, group and feature a result is asked."""
    return Inquiry(
        measure=settings.measure,
        group=settings.curvegroup,
        feature=settings.curvefeature,
        target=settings.target,
        x=settings.x,
        y=settings.y,
        correct=settings.correct,
        grouptest=settings.grouptest,
        corr=settings.corr,
    )


def ranges_of(settings: Settings) -> GridRanges:
    """Read what varies."""
    return GridRanges(
        response=settings.curveresponse,
        step=settings.curvestep,
        remission=settings.curveremission,
        endpoints=settings.curveends,
        missing=settings.curvemissing,
        groupings=settings.curvegroupings,
        methods=settings.curvemethods,
        filters=settings.curvefilters,
    )
