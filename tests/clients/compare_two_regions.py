import cloudplans
from cloudplans import compare

rows = cloudplans.targets(region=["Guangdong", "Chengdu"], indicator="cloud-services-scale", year=2015)
ranked = compare.ranking(rows)
assert ranked["region"].tolist() == ["Guangdong", "Chengdu"] and ranked["rank_worst"].tolist() == [1, 2]
