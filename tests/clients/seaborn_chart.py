import seaborn as sns

import cloudplans

rows = cloudplans.convert(cloudplans.targets(indicator="cloud-services-scale"), "亿元")
axes = sns.barplot(rows.astype({"deadline": str}), x="deadline", y="value", hue="region")
assert len(axes.patches) >= len(rows)
