import cloudplans

rows = cloudplans.targets(region="Chengdu", indicator="cloud-services-scale")
yuan, dollars = cloudplans.convert(rows, "亿元"), cloudplans.convert(rows, "USD billion")
assert yuan["value"].item() == 300
assert 4.8 < dollars["value"].item() < 4.9 and list(dollars.attrs["rates"]) == [2015]
