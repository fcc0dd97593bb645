"""Labels: no two that differ read the same once they are cut, whatever they share."""

import itertools
import random

import pytest

from lib.present.common.labels import ROOM, shorten_labels


def seen(labels, longest):
    """What a chart shows: it cuts at the end."""
    return [label if len(label) <= longest else label[: longest - 1] + "…" for label in labels]


def test_labels_that_share_a_start_keep_their_ends():
    first, second = shorten_labels(["Psychiatric comorbidity in BP", "Psychiatric comorbidity in MDD"])
    assert (first, second) == ("Psychiatric como…ty in BP", "Psychiatric como…y in MDD")


@pytest.mark.parametrize(
    "labels",
    [
        ["a", "b"],
        [],
        ["Epilepsy"] * 2,
        [
            f"Disorder of the nervous system, {kind}, not otherwise specified"
            for kind in ("mild", "severe", "other")
        ],
        [f"{'x' * 40}{i}{'y' * 40}" for i in range(12)],
        ["Medicine A" + " " * 30 + "end", "Medicine B" + " " * 30 + "end"],
        ["z" * 200, "z" * 201],
    ],
)
@pytest.mark.parametrize("longest", [8, ROOM])
def test_no_two_read_the_same(labels, longest):
    shown = shorten_labels(labels, longest)
    assert len(shown) == len(labels)
    assert len(set(seen(shown, longest))) == len(set(labels))


def test_labels_with_one_prefix_and_suffix_stay_apart_whatever_stands_between():
    draw = random.Random(7)
    for _ in range(300):
        start, end = ("".join(draw.choices("ab ", k=draw.randint(0, 40))) for _ in range(2))
        labels = list(
            {
                f"x{start}{''.join(middle)}{end}y"
                for middle in itertools.product("12", repeat=draw.randint(1, 4))
            }
        )
        shown = shorten_labels(labels, draw.randint(10, 40))
        assert len(set(shown)) == len(labels)


def test_a_label_that_fits_or_differs_early_is_left_as_it_is():
    labels = ["Arterial hypertension, treated with more than one medicine", "Epilepsy"]
    assert shorten_labels(labels) == tuple(labels)
