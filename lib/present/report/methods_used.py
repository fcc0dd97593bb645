"""Which methods the printed results rest on: their names on the results, and how a methods paragraph says them."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from lib.analysis.answers import Answers
from lib.analysis.registry import ANALYSES, ANOVA
from lib.cohort.codebook import Column
from lib.stats.proportions.risk_difference import EXACT, NEWCOMBE

#: Answers whose figures no section prints as results: they are counts.
COUNTED = ("data",)
#: Names of methods, with the words by which a methods paragraph names them.
METHOD_WORDS: dict[str, str] = {
    "Descriptive figures": "mean",
    "Fisher–Freeman–Halton exact test": "the Fisher–Freeman–Halton exact test",
    "Fisher–Freeman–Halton test, Monte-Carlo p": "the Fisher–Freeman–Halton test with a Monte-Carlo p",
    "Pearson's χ² test": "Pearson’s χ² test",
    "Repeated-measures ANOVA": "repeated-measures analysis of variance",
    "Mixed ANOVA": "mixed analys",
    "Estimated marginal means": "stimated marginal means",
    "Pairwise comparisons of visits": "Visits were compared in pairs",
    "Pairwise comparisons of visits within groups": "The same pairs were compared within each group",
    "Simple effects of time": "The change within each group was tested",
    "Spearman's rank correlation": "Spearman’s rank correlation",
    "Pearson's correlation": "Pearson’s correlation",
    "Repeated-measures correlation": "the repeated-measures correlation",
    "Wilson score interval": "Wilson’s score",
    "Conditional odds ratio with exact interval": "conditional odds ratios with exact",
    EXACT: "exact unconditional intervals",
    NEWCOMBE: "Newcombe’s intervals",
    "Noncentral F": "noncentral F distribution",
    "Noncentral t": "noncentral t distribution",
    "Noncentral χ²": "noncentral χ² distribution",
    "Normal approximation of the power of two proportions": "normal approximation of power",
    "Exact power of Fisher’s test": "exact power of Fisher’s test",
    "Mixed model for repeated measures": "fitted a mixed model for repeated measures",
    "Least-squares means": "least-squares means",
    "Differences of least-squares means": "ifferences of least-squares means",
    "Friedman test": "the Friedman test",
    "Dunn's test of mean ranks (SPSS)": "Dunn’s test",
    "Conover's test of rank sums (JASP)": "Conover’s test",
    "Wilcoxon signed-rank test": "Wilcoxon’s signed-rank test",
    "Wilcoxon signed-rank tests": "Wilcoxon’s signed-rank test",
    "Kruskal–Wallis test": "the Kruskal–Wallis test",
    "Kruskal–Wallis test, exact p": "the Kruskal–Wallis test",
    "Mann–Whitney test": "the Mann–Whitney test",
    "Groups compared by Welch’s t tests": "Welch’s t tests",
    "Groups compared by t tests with the variance of the visit pooled over all groups, df = N − g": (
        "t tests with the variance of the visit pooled"
    ),
    "Groups compared by Mann–Whitney tests": "on ranks by Mann–Whitney tests",
    "Shapiro–Wilk test": "Shapiro and Wilk’s test",
    "Shapiro–Wilk tests and normal Q–Q points": "Shapiro and Wilk’s test",
    "Levene's test": "Levene’s test",
    "Box's M test": "Box’s M",
    "Two one-sided tests": "two one-sided tests",
    "Joint test of a specification curve by permutation": "a joint test",
}


def methods_used(answers: Answers) -> tuple[str, ...]:
    """Name the methods behind the results of answers, in the order of the answers, each once."""
    results = [getattr(answers, row.code) for row in ANALYSES if row.code not in COUNTED]
    if answers.anova is not None and ANOVA not in answers.sections:
        # Then the F alone is printed, beside those without a patient.
        results = [answers.anova.anova if result is answers.anova else result for result in results]
    return names_in(results)


def names_in(results: Any) -> tuple[str, ...]:
    """Name the methods behind some results, each once."""
    return tuple(dict.fromkeys(_names(results)))


def _names(value: Any) -> Iterator[str]:
    """Walk results for the names of their methods; a name is a sentence's start, a setting's code is none."""
    if isinstance(value, tuple | list):
        for item in value:
            yield from _names(item)
    elif isinstance(value, Mapping):
        yield from _names(tuple(value.values()))
    elif is_dataclass(value) and not isinstance(value, Column):
        name = getattr(value, "method", "")
        if name[:1].isupper():
            yield name
        for field in fields(value):
            if field.name != "method":
                yield from _names(getattr(value, field.name))


def settings_of(value: Any, name: str) -> tuple[str, ...]:
    """Give the different values of one setting of results, such as how their `p` was obtained, each once."""
    return tuple(dict.fromkeys(_settings(value, name)))


def _settings(value: Any, name: str) -> Iterator[str]:
    if isinstance(value, tuple | list):
        for item in value:
            yield from _settings(item, name)
    elif is_dataclass(value) and not isinstance(value, Column):
        yield from (text for key, text in getattr(value, "settings", ()) if key == name)
        for field in fields(value):
            if field.name != "settings":
                yield from _settings(getattr(value, field.name), name)


def words_unnamed(answers: Answers, paragraphs: tuple[str, ...]) -> tuple[str, ...]:
    """Name the methods that paragraphs do not name: none, unless an analysis brought a method no passage knows."""
    whole = " ".join(paragraphs)
    return tuple(name for name in methods_used(answers) if METHOD_WORDS.get(name, name) not in whole)


def words_p(results: object) -> str:
    """Say how the p of results was obtained: ` (p by χ² approximation)`."""
    ways = settings_of(results, "p")
    return f" (p by {' or '.join(ways)})" if ways else ""
