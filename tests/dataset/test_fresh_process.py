"""A process that starts with the package: threads that race for the first call, spawned processes, Chinese from the first call, pickles."""

from __future__ import annotations

import math
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT

import cloudplans
from cloudplans.compare.interval import Interval

RACE = """
import threading
failures = []
def call(number):
    try:
        import cloudplans
        from cloudplans import compare, plots
        rows = cloudplans.targets(indicator="cloud-services-scale", year=2015, lang=("en", "zh")[number % 2])
        assert rows["region"].tolist() == [["Chengdu", "Guangdong"], ["成都市", "广东省"]][number % 2], rows["region"].tolist()
        assert len(compare.relative_to(rows, base="gdp-target-year")) == 2 and callable(plots.targets)
    except BaseException as error:
        failures.append(repr(error))
threads = [threading.Thread(target=call, args=(number,)) for number in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(failures or "ok")
"""
SPAWN = """
import multiprocessing
import cloudplans
def count(region):
    return len(cloudplans.targets(region=region))
if __name__ == "__main__":
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        counts = pool.map(count, ["Guangdong", "Hubei"])
    print("ok" if counts == [count("Guangdong"), count("Hubei")] and min(counts) > 0 else counts)
"""
CHINESE = """
from cloudplans import plots
plots.use_style("zh")
import cloudplans
print("ok" if set(cloudplans.targets()["region"]) == set(cloudplans.targets(lang="zh")["region"]) else "not Chinese")
"""


@pytest.mark.parametrize("code", [RACE, SPAWN, CHINESE], ids=["threads", "spawn", "chinese"])
def test_the_first_calls_of_a_process(code: str, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(code, encoding="utf-8")
    command = [sys.executable, "-W", "error::FutureWarning", "-W", "error::DeprecationWarning:cloudplans", str(script)]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=tmp_path, env=environment, check=False)
    assert done.stdout.strip() == "ok", done.stdout + done.stderr


def test_a_data_set_its_frames_and_an_interval_can_be_pickled() -> None:
    rows = cloudplans.targets(indicator="cloud-services-scale")
    same = pickle.loads(pickle.dumps(rows))
    pd.testing.assert_frame_equal(same, rows)
    assert same.attrs == rows.attrs
    data = pickle.loads(pickle.dumps(cloudplans.load()))
    pd.testing.assert_frame_equal(data.targets(indicator="cloud-services-scale"), rows)
    interval = Interval(3e11, math.inf, about=True)
    assert pickle.loads(pickle.dumps(interval)) == interval
