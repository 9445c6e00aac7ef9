"""The exports as methods of a data set; these methods are the list of the forms, for `formats` and the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from cloudplans.export.loss import Loss
from cloudplans.package import Package, nearest

_PREFIX = "to_"


class Exports(Package):
    """A package that can be written in the forms of other tools; each method returns what the form could not hold.

    Every file is written whole or not at all.
    """

    def to_datapackage(self, path: Path | str) -> Loss:
        """Write a Data Package 2.0 as one zip file, the same bytes each time.

        Examples
        --------
        >>> import cloudplans, tempfile
        >>> loss = cloudplans.load().to_datapackage(Path(tempfile.mkdtemp(), "cloudplans.zip"))
        >>> loss.rows_in == loss.rows, loss.fields
        (True, ())
        """
        from cloudplans.export.archive import write_datapackage

        return write_datapackage(self, Path(path))

    def to_csv(self, path: Path | str, *, table: str = "statements", for_spreadsheet: bool = False) -> Loss:
        """Write a table as CSV in UTF-8.

        Parameters
        ----------
        path : Path
            The file; with `table` ``"all"`` a folder, which gets a file a table.
        table : str
            A table, or ``"all"``.
        for_spreadsheet : bool
            Start with a byte-order mark, and put an apostrophe before every text that a spreadsheet would take for a formula.

        Examples
        --------
        >>> import cloudplans, tempfile
        >>> loss = cloudplans.load().to_csv(Path(tempfile.mkdtemp(), "regions.csv"), table="regions")
        >>> loss.files[0].read_text(encoding="utf-8").splitlines()[0]
        'region_id,name_zh,name_en,level,parent_id'
        """
        from cloudplans.export.tabular import write_csv

        return write_csv(self, Path(path), table, for_spreadsheet)

    def to_json(self, path: Path | str) -> Loss:
        """Write all tables as one JSON file: a Data Package with the rows inside.

        Examples
        --------
        >>> import cloudplans, json, tempfile
        >>> loss = cloudplans.load().to_json(Path(tempfile.mkdtemp(), "cloudplans.json"))
        >>> json.loads(loss.files[0].read_text(encoding="utf-8"))["resources"][0]["data"][0]["plan_id"]
        'chengdu-2011'
        """
        from cloudplans.export.tabular import write_json

        return write_json(self, Path(path))

    def to_jsonl(self, path: Path | str, *, table: str = "statements") -> Loss:
        """Write a table as JSON lines, an object a row; `path` and `table` as in `to_csv`.

        Examples
        --------
        >>> import cloudplans, tempfile
        >>> loss = cloudplans.load().to_jsonl(Path(tempfile.mkdtemp(), "statements.jsonl"))
        >>> len(loss.files[0].read_text(encoding="utf-8").splitlines()) == loss.rows
        True
        """
        from cloudplans.export.tabular import write_jsonl

        return write_jsonl(self, Path(path), table)

    def to_parquet(self, path: Path | str, *, table: str = "statements") -> Loss:
        """Write a table as Parquet, units and descriptions in the metadata of each column; `path` and `table` as in `to_csv`.

        Needs the extra ``parquet``.

        Examples
        --------
        >>> import cloudplans, pandas as pd, tempfile
        >>> loss = cloudplans.load().to_parquet(Path(tempfile.mkdtemp(), "statements.parquet"))
        >>> str(pd.read_parquet(loss.files[0])["region_id"].dtype)
        'category'
        """
        from cloudplans.export.tabular import write_parquet

        return write_parquet(self, Path(path), table)

    def to_sqlite(self, path: Path | str) -> Loss:
        """Write all tables as an SQLite database with keys, a codebook and views in both languages.

        Examples
        --------
        >>> import cloudplans, sqlite3, tempfile
        >>> loss = cloudplans.load().to_sqlite(Path(tempfile.mkdtemp(), "cloudplans.sqlite"))
        >>> sqlite3.connect(loss.files[0]).execute("SELECT COUNT(*) FROM targets_zh").fetchone()[0] == len(cloudplans.targets())
        True
        """
        from cloudplans.export.sqlite import write

        return write(self, Path(path))

    def to_xlsx(self, path: Path | str) -> Loss:
        """Write all tables as a workbook with typed cells, filters, a codebook and the sources.

        Needs the extra ``xlsx``.

        Examples
        --------
        >>> import cloudplans, tempfile
        >>> loss = cloudplans.load().to_xlsx(Path(tempfile.mkdtemp(), "cloudplans.xlsx"))
        >>> loss.rows_in == loss.rows
        True
        """
        from cloudplans.export.xlsx import write

        return write(self, Path(path))

    def to_sdmx_csv(self, path: Path | str) -> Loss:
        """Write the statements as SDMX-CSV 2.0.

        A bound or a range has no ``OBS_VALUE``; ``LOWER``, ``UPPER`` and ``COMPARATOR`` are attributes. Needs the extra ``sdmx``.

        Examples
        --------
        >>> import cloudplans, tempfile
        >>> loss = cloudplans.load().to_sdmx_csv(Path(tempfile.mkdtemp(), "statements.csv"))
        >>> loss.rows == len(cloudplans.statements())
        True
        """
        from cloudplans.export.sdmx import write_csv

        return write_csv(self, Path(path))

    def to_sdmx_ml(self, path: Path | str) -> Loss:
        """Write the statements as SDMX-ML 2.1: structures, statements of a year, statements without one, in a file each.

        Needs the extra ``sdmx``.

        Examples
        --------
        >>> import cloudplans, tempfile
        >>> loss = cloudplans.load().to_sdmx_ml(Path(tempfile.mkdtemp(), "statements.xml"))
        >>> [file.name for file in loss.files]
        ['statements.structure.xml', 'statements.xml', 'statements.undated.xml']
        """
        from cloudplans.export.sdmx import write_ml

        return write_ml(self, Path(path))

    def to_iamc(self, path: Path | str) -> Loss:
        """Write the statements as the IAMC's wide table; what it cannot hold is in the report.

        Examples
        --------
        >>> import cloudplans, tempfile
        >>> loss = cloudplans.load().to_iamc(Path(tempfile.mkdtemp(), "iamc.csv"))
        >>> "hubei-2016.cloud-servers" in dict(loss.held_back)
        True
        """
        from cloudplans.export.iamc import write

        return write(self, Path(path))

    def to_croissant(self, path: Path | str) -> Loss:
        """Write the metadata as Croissant (JSON-LD of schema.org), and beside it the Data Package that they describe.

        Examples
        --------
        >>> import cloudplans, tempfile
        >>> loss = cloudplans.load().to_croissant(Path(tempfile.mkdtemp(), "croissant.json"))
        >>> [file.suffix for file in loss.files]
        ['.json', '.zip']
        """
        from cloudplans.export.archive import write_croissant

        return write_croissant(self, Path(path))

    def export(self, form: str, path: Path | str, **options: Any) -> Loss:
        """Write the data set in a form by its name.

        Parameters
        ----------
        form : str
            One of `formats`.
        path : Path
            The file or folder.
        **options
            What the form's own method takes, such as ``table="evidence"``.

        Raises
        ------
        ValueError
            If there is no such form, or it does not take an option; with those that it does.

        Examples
        --------
        >>> import cloudplans
        >>> cloudplans.load().export("parket", "statements.parquet")
        Traceback (most recent call last):
        ValueError: no format 'parket'; nearest: parquet, datapackage (11 in all)
        """
        known = formats()
        if form not in known:
            raise nearest(form, known, "format")
        import inspect  # which a command's help need not load

        taken = [name for name, given in inspect.signature(known[form]).parameters.items() if given.kind is given.KEYWORD_ONLY]
        for option in options:
            if option not in taken:
                raise ValueError(f"{form} takes no {option!r}; it takes {', '.join(['the path', *taken])} alone")
        return known[form](self, path, **options)


def formats() -> dict[str, Callable[..., Loss]]:
    """Return the forms by name, each with the method that writes it.

    Examples
    --------
    >>> sorted(formats())[:3]
    ['croissant', 'csv', 'datapackage']
    """
    return {
        name.removeprefix(_PREFIX).replace("_", "-"): method for name, method in vars(Exports).items() if name.startswith(_PREFIX)
    }
