"""What a notebook shows of a data set and of one statement: small, escaped, in both languages."""

from __future__ import annotations

from typing import Any

from cloudplans.extras import pandas as pd
from cloudplans.package import Package, nearest
from cloudplans.present import KINDS, safe, shown, untypeset
from cloudplans.text import visible


def overview(package: Package) -> str:
    """Return a data set as HTML: title, version, licence, and its tables with the number of rows.

    Examples
    --------
    >>> import cloudplans
    >>> "<td>112</td>" in overview(cloudplans.load())
    True
    """
    about = package.descriptor
    licence = ", ".join(str(licence["name"]) for licence in about.get("licenses", ()))
    head = " · ".join(map(safe, filter(None, (about.get("title_zh"), about.get("title"), about.get("version"), licence))))
    rows = (
        f"<tr><td><code>{safe(name)}</code></td><td>{len(package.raw(name).lines)}</td>"
        f"<td>{safe(resource.get('title_zh', ''))}</td><td>{safe(resource.get('title', ''))}</td></tr>"
        for name, resource in package.resources.items()
    )
    return untypeset(f"<p><strong>{head}</strong></p><table>{''.join(rows)}</table>")


class Statement:
    """One statement: `row` has its columns; it shows itself with the names of things, and where it is read from.

    Parameters
    ----------
    package : Package
        The data set.
    statement_id : str
        A statement.

    Raises
    ------
    ValueError
        If there is no such statement, with the nearest that are.

    Examples
    --------
    >>> import cloudplans
    >>> print(Statement(cloudplans.load(), "hubei-2016.cloud-servers"))
    hubei-2016.cloud-servers
    湖北省 Hubei · 云服务器 Cloud servers · 目标 target · 楚天云基础设施综合服务平台
    云服务器: ≈ 万台 (≈ 10,000 servers)
    期限为“三年内”，未印起算点；量级数，无具体数字。
    To be reached within three years, no starting point printed; a bare magnitude.
    hubei-2016-reprint 2705–2707
    """

    def __init__(self, package: Package, statement_id: str) -> None:
        frame = package.table("statements")
        found = frame[frame["statement_id"] == statement_id]
        if found.empty:
            raise nearest(statement_id, frame["statement_id"], "statement")
        self.row: dict[str, Any] = found.to_dict("records")[0]
        self._words = {lang: shown(package, found, lang).to_dict("records")[0] for lang in ("zh", "en")}
        spans = package.table("evidence")
        self._spans = spans[(spans["statement_id"] == statement_id) & (spans["role"] == "value")].to_dict("records")

    def _lines(self) -> list[str]:
        zh, en, row = self._words["zh"], self._words["en"], self.row
        year = [] if pd.isna(row["deadline"]) else [str(row["deadline"])]
        what = [
            f"{zh['region']} {en['region']}",
            f"{zh['indicator']} {en['indicator']}",
            " ".join(KINDS[row["kind"]]),
            row["scope"],
            *year,
        ]
        figure = f"{visible(row['label'])}: {row['hedge']}{en['figure']} ({en['reading']})"
        places = [f"{span['edition_id']} {span['start']}–{span['end']}" for span in self._spans]
        return [visible(line) for line in (" · ".join(filter(None, what)), figure, zh["note"], en["note"], ", ".join(places))]

    def __repr__(self) -> str:
        return "\n".join([str(self.row["statement_id"]), *filter(None, self._lines())])

    def _repr_html_(self) -> str:
        what, figure, *rest = self._lines()
        after = "".join(f"<p>{safe(line)}</p>" for line in rest if line)
        name = safe(self.row["statement_id"])
        return untypeset(f"<p><code>{name}</code><br>{safe(what)}<br><strong>{safe(figure)}</strong></p>{after}")
