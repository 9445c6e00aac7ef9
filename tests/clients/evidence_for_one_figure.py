import cloudplans

row = cloudplans.targets(region="Hubei", indicator="cloud-servers").iloc[0]
spans = cloudplans.evidence(statement=row["statement_id"])
assert row["printed"] == "万台" and {"value", "label"} <= set(spans["role"])
