"""The colours of the regions, for charts that are drawn with seaborn or matplotlib."""

from __future__ import annotations

from cloudplans.dataset import Dataset, own_data, region_names
from cloudplans.labels import Language
from cloudplans.plots import style


def region_colours(*, data: Dataset | None = None, lang: Language | None = None) -> dict[str, str]:
    """Return the colour of each region by its name, as a palette of seaborn.

    Parameters
    ----------
    data : Dataset, optional
        The data set that has the regions; by default the package's own.
    lang : {"en", "zh"}, optional
        Language of the names; by default that of the last `use_style`, else English.

    Examples
    --------
    >>> region_colours()["Guangdong"]
    '#1b3a6b'
    """
    names = region_names(data=data or own_data(), lang=lang)
    return {name: style.REGIONS.get(region, (style.PALE, ""))[0] for region, name in names.items()}
