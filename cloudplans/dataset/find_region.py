"""Finds a region by any of its names: id, code, full or short name in Chinese, English, or pinyin."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from cloudplans.dataset.nearest_names import nearest

_LEVEL = re.compile(r"[\s-]*(province|municipality|city|autonomous region|sar)$")  # Guangdong Province, Chengdu City
_COLUMNS = (("region_id", "adcode", "iso_code"), ("name_zh", "short_zh", "name_en"), ("pinyin",))  # earlier ones win


def find_region(regions: pd.DataFrame, name: str | int) -> str:
    """Return the id of the region `name`, in any spelling: 广东, 广东省, Guangdong, guangdong province, GD, CN-GD, 440000.

    Raises
    ------
    ValueError
        If no region has the name, or several do; the message lists the nearest.

    Examples
    --------
    >>> import cloudplans
    >>> {find_region(cloudplans.regions(), name) for name in ("湖北省", "湖北", "hubei", "HB", 420000, "Hubei Province")}
    {'CN-HB'}
    """
    str(name).encode()  # a name that is not valid Unicode is named as it was given
    wanted = _plain(str(name))
    codes = {wanted, f"cn-{wanted}"}
    for columns in _COLUMNS if wanted else ():
        names = regions[list(columns)].map(_plain)
        found = regions.loc[names.isin(codes if "adcode" in columns else {wanted}).any(axis=1), "region_id"]
        if len(found) == 1:
            return str(found.iloc[0])
        if len(found) > 1:
            raise ValueError(f"{name!r} is the name of several regions: {', '.join(found)}; use one of these ids")
    raise nearest(str(name), [name for column in ("name_en", "name_zh", "region_id") for name in regions[column]], "region")


def find_regions(regions: pd.DataFrame, names: Iterable[str | int] | None) -> list[str] | None:
    """Return the ids of several regions (see `find_region`); None for None."""
    return None if names is None else list(dict.fromkeys(find_region(regions, name) for name in names))


def _plain(name: str) -> str:
    """Return a name without differences of case, spacing, and the English word for its level."""
    folded = " ".join(name.casefold().replace("_", " ").split())
    return _LEVEL.sub("", folded) or folded
