"""Agreement of two coders: the quick calculation over many samples equals that of one sample, and of a published package."""

from __future__ import annotations

import random

import numpy as np
import pytest

from cloudplans.data_quality import coder_agreement


def test_alpha_of_many_samples_is_that_of_each() -> None:
    pytest.importorskip("krippendorff")
    chance, differing = random.Random(1), 0
    for size in range(3, 40):
        units = [(chance.choice("abc"), chance.choice("abc")) for _ in range(size)]
        if len({value for unit in units for value in unit}) > 1:
            again = [chance.randrange(size) for _ in range(size)]
            drawn = np.array([[1] * size, [0] * (size - 1) + [size], np.bincount(again, minlength=size)])
            samples = [
                sample for sample in (units, [units[place] for place in again]) if len({v for unit in sample for v in unit}) > 1
            ]
            found = coder_agreement._alphas(units, drawn[[0, 2]])
            assert found.tolist() == pytest.approx(list(map(coder_agreement._alpha, samples)), abs=1e-12)
            assert len(coder_agreement._alphas(units, drawn[[1]])) == (len(set(units[-1])) > 1)  # one value alone says nothing
            differing += any(a != b for a, b in units)
    assert differing > 20
