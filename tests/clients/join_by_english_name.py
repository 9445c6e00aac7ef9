import pandas as pd

import cloudplans

mine = pd.DataFrame({"region": ["Guangdong", "Hubei"], "area": [179.7, 185.9]})
joined = cloudplans.targets(year=2020).merge(mine, on="region")
assert set(joined["region"]) == {"Guangdong", "Hubei"} and joined["area"].notna().all()
