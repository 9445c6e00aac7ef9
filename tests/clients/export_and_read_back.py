import cloudplans

rows = cloudplans.targets(theme="infrastructure")
rows.to_csv("targets.csv", index=False)
again = cloudplans.read_targets("targets.csv")
assert again.equals(rows)
