import pandas as pd

import cloudplans

mine = pd.DataFrame({"province": ["广东省", "湖北省"], "area": [179.7, 185.9]})
joined = cloudplans.targets(lang="zh", year=2020).merge(mine, left_on="region", right_on="province")
assert set(joined["region"]) == {"广东省", "湖北省"}
