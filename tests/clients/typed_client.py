"""A module that depends on cloudplans, checked by mypy and pyright in strict mode; it is never run."""

import pandas as pd

import cloudplans
from cloudplans import compare, plots

rows: pd.DataFrame = cloudplans.targets(
    region=["广东", "Chengdu"], theme="industry-scale", year=range(2015, 2021), tier="verified", lang="en"
)
baselines: pd.DataFrame = cloudplans.statements(kind=["baseline", "forecast"], unit="CNY", due_by=2020)
table: pd.DataFrame = cloudplans.wide(cloudplans.convert(rows, "亿元"), values="lower")
gdp: pd.DataFrame = cloudplans.context(series="gdp", region=440000, vintage="after-4th-economic-census")
reached: pd.DataFrame = cloudplans.outcomes(region="Guangdong")
regions: pd.DataFrame = cloudplans.regions()
passages: pd.DataFrame = cloudplans.evidence(statement="hubei-2016.cloud-servers")
goals: pd.DataFrame = cloudplans.goals(region="Hubei", level="world")
own: cloudplans.Dataset = cloudplans.load(["a", "b"])
mine: pd.DataFrame = own.targets(plan="my-plan")
shares: pd.DataFrame = compare.relative_to(rows, base="gdp-target-year")
ranked: pd.DataFrame = compare.ranking(rows, allow=["overlapping"], data=own)
one: pd.DataFrame = compare.pair("a", "b")
plots.targets(rows, lang="zh").savefig("targets.svg")
plots.values(shares, labels=["region", "deadline"], title="Shares", width="narrow").savefig("shares.svg")
text: str = cloudplans.cite(rows, style="bibtex")
version: str = cloudplans.__version__ + cloudplans.__data_version__
