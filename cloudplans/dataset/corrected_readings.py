"""The reading that is adopted where a text prints a figure that cannot be right."""

from __future__ import annotations

from cloudplans.dataset.data_package import Tables


def adopted_readings(data: Tables) -> dict[str, str]:
    """Return the adopted figure of each corrected statement, by id.

    Examples
    --------
    >>> import cloudplans
    >>> adopted_readings(cloudplans.load())["guangdong-2014.subscriptions-4g.2020"]
    '1.3亿户'
    """
    corrections = data.table("corrections").drop_duplicates("statement_id")  # one per copy, with one adopted figure
    return dict(zip(corrections["statement_id"], corrections["adopted"], strict=True))
