import cloudplans
from cloudplans import compare

rows = cloudplans.targets(indicator="cloud-services-scale", year=2015)
found = compare.relative_to(rows, base="per-resident", vintage="after-7th-population-census")
assert found["unit"].unique().tolist() == ["CNY/person"] and (found["lower"] > 500).all()
