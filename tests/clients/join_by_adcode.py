import pandas as pd

import cloudplans

mine = pd.DataFrame({"adcode": ["440000", "310000", "420000", "510100"], "area": [179.7, 6.3, 185.9, 14.3]})
joined = cloudplans.targets().merge(mine, on="adcode")
assert len(joined) == len(cloudplans.targets(region=["Guangdong", "Shanghai", "Hubei", "Chengdu"]))
