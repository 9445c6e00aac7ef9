import cloudplans

rows = cloudplans.targets(region=["广东", "Shanghai"], theme="industry-scale", due_by=2018)
assert set(rows["region"]) == {"Guangdong", "Shanghai"} and rows["deadline"].max() == 2018
