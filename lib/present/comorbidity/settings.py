"""The settings of the comorbidity breakdowns: which view, which features, which groups, what counts as success."""

from lib.analysis.common.grouping import COMPARISONS, EVERYONE, OUTCOME, makes_groups
from lib.analysis.comorbidity.features import DIAGNOSIS, FEATURE_KINDS, KIND_ROLES
from lib.analysis.comorbidity.response import TARGETS
from lib.analysis.settings.kinds import Choice, Options, Setting, Several, choice_of, constant
from lib.analysis.settings.options import list_comparable
from lib.cohort.cohort import Cohort
from lib.present.comorbidity.forest import DIFFERENCE, ODDS

#: Order of the rows of the frequencies.
ORDERS = {"frequency": "Most frequent first", "p": "Smallest p first", "name": "By name"}
#: The views of the page: code in the address, and words of the control.
WHO, TOGETHER, COURSES, RESPONSES, DIAGNOSES = "who", "together", "courses", "response", "diagnosis"
BREAKDOWNS: dict[str, str] = {
    WHO: "Frequency",
    TOGETHER: "Combinations",
    COURSES: "Change by comorbidity",
    RESPONSES: "Response by comorbidity",
    DIAGNOSES: "Diagnosis",
}
#: Roles of the columns whose groups stand side by side, in their order.
COMPARED_ROLES = ("diagnosis", "sex")


def list_cohort_kinds(cohort: Cohort) -> Options:
    """The kinds of feature that the cohort's codebook names, but for the diagnosis."""
    return tuple(
        (kind, label)
        for kind, label in FEATURE_KINDS.items()
        if kind != DIAGNOSIS and cohort.codebook.with_role(*KIND_ROLES[kind])
    )


def _first_kind(cohort: Cohort) -> str:
    kinds = list_cohort_kinds(cohort)
    return kinds[0][0] if kinds else next(iter(FEATURE_KINDS))


def _compared(cohort: Cohort) -> Options:
    """The outcome where there is one, diagnosis, sex and other characteristics, and no groups."""
    book = cohort.codebook
    columns = [column for role in COMPARED_ROLES for column in book.with_role(role)[:1]]
    columns += book.with_role("characteristic")
    return (
        *(pair for pair in list_comparable(cohort) if pair[0] == OUTCOME),
        *((column.name, column.label) for column in columns if makes_groups(cohort, column)),
        *COMPARISONS.items(),
        (EVERYONE, "None"),
    )


def _first_compared(cohort: Cohort) -> str:
    first = _compared(cohort)[0][0]
    return EVERYONE if first in COMPARISONS else first


def _drawable(cohort: Cohort) -> Options:
    """Every column that can be a panel of the small multiples."""
    roles = [role for kind, own in KIND_ROLES.items() if kind != DIAGNOSIS for role in own]
    return tuple((column.name, column.label) for column in cohort.codebook.with_role(*roles))


#: What is computed.
COMORBIDITY_SETTINGS: tuple[Setting, ...] = (
    Choice("kind", "conditions or medicines", _first_kind, list_cohort_kinds),
    Choice("compare", "groups side by side", _first_compared, _compared),
    choice_of("target", "response or remission", TARGETS),
)
#: How the page shows it.
COMORBIDITY_VIEW_SETTINGS: tuple[Setting, ...] = (
    choice_of("effect", "effect drawn", {DIFFERENCE: "Difference", ODDS: "Odds ratio"}),
    choice_of("order", "order of the frequencies", ORDERS),
    choice_of("breakdown", "view of the comorbidities", BREAKDOWNS),
    Several("panels", "courses drawn", constant(()), _drawable),
)
