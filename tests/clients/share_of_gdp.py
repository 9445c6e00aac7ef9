import cloudplans
from cloudplans import compare

rows = cloudplans.targets(indicator="cloud-services-scale", year=2015)
shares = compare.relative_to(rows, base="gdp-target-year").set_index("region")["lower"]
assert round(shares["Chengdu"], 2) == 2.78 and shares["Guangdong"] < shares["Chengdu"]
