"""The pinned texts that a data set is read from: found in the folder named, checked byte for byte."""

from __future__ import annotations

import os
from pathlib import Path

from cloudplans.dataset.user_folder import TEXTS, Layered
from cloudplans.intake import within


class SourceError(Exception):
    """A source text is missing, or is not the pinned one."""


class Texts(Layered):
    """Tables with the texts that their editions pin."""

    def texts(self, sources: Path | str | None = None) -> dict[str, str]:
        """Return the pinned texts by edition.

        Parameters
        ----------
        sources : Path, optional
            The folder of the texts; by default that of the variable ``CLOUDPLANS_SOURCES``. Without either there are none.

        Returns
        -------
        dict
            Edition to raw text, decoded as UTF-8, newlines as they stand.

        Raises
        ------
        SourceError
            If a file is missing or its bytes are not the pinned ones; all such files are named.

        Examples
        --------
        >>> import cloudplans
        >>> cloudplans.load().texts("/nowhere")
        Traceback (most recent call last):
        cloudplans.dataset.plan_texts.SourceError: there is no folder /nowhere
        """
        found, wrong = self.find_texts(sources)
        if wrong:
            raise SourceError("\n".join(wrong))
        return found

    def find_texts(self, sources: Path | str | None = None) -> tuple[dict[str, str], list[str]]:
        """Return the texts that are at hand as `texts` does, and a line for each that is missing or not the pinned one.

        The texts of a reader's folder stand in the folder itself.

        Examples
        --------
        >>> import cloudplans
        >>> cloudplans.load().find_texts("/nowhere")[1]
        ['there is no folder /nowhere']
        """
        from cloudplans.text import read_text, sha256  # its patterns take longer to make than a table to read

        sources = sources or os.environ.get("CLOUDPLANS_SOURCES")
        own, found, wrong = self.own("editions"), {}, []
        if sources and not Path(sources).is_dir():
            wrong, sources = [f"there is no folder {Path(sources)}"], None
        editions = self.raw("editions")
        for row in (dict(zip(editions.header, line, strict=True)) for line in editions.lines):
            folder = self.directory / TEXTS if row["edition_id"] in own else sources and Path(sources)
            if not folder:
                continue
            path = within(folder, row["file"], links=True)
            pinned = f"sha256 {row['sha256'][:12]}…, {row['characters']} characters"
            if not path.is_file():
                wrong.append(f"{row['edition_id']}: no file {row['file']} in {folder}")
            elif sha256(path) != row["sha256"] or len(text := read_text(path)) != int(row["characters"]):
                wrong.append(f"{row['edition_id']}: {row['file']} in {folder} is not the pinned text ({pinned})")
            else:
                found[row["edition_id"]] = text
        return found, wrong
