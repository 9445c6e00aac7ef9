import cloudplans

table = cloudplans.wide(cloudplans.targets(unit="CNY"))
assert table.loc[("Guangdong", "Cloud services industry"), 2020].item() == 3e11
