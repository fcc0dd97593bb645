"""Blocks of the pages: where a line may break."""

import pytest

from lib.ui.widgets.blocks import keep_numbers_whole


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("in remitters p = .057 and", "in remitters p~=~.057 and"),
        ("p < .001, ρ = −.244", "p~<~.001, ρ~=~−.244"),
        ("(simultaneous 95 % CI −0.061 to −0.009)", "(simultaneous 95~%~CI −0.061 to −0.009)"),
        ("fell ≥ 50 % in 17 of 49 patients", "fell~≥~50~% in 17 of 49 patients"),
        ("a = b", "a = b"),
    ],
)
def test_a_line_never_breaks_inside_a_statistic(text, shown):
    assert keep_numbers_whole(text) == shown.replace("~", "\N{NO-BREAK SPACE}")
