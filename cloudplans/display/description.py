"""What `describe` returns: the things that have a name, as text or HTML."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from cloudplans.display.html_table import shown_value, table
from cloudplans.labels import safe, translate, untypeset
from cloudplans.text import width

Fact = tuple[str, str]
Heading = tuple[str, pd.DataFrame]


@dataclass
class Entry:
    """One thing with the name: its kind, its title, facts about it, and tables with their headings."""

    kind: str
    title: str
    facts: list[Fact] = field(default_factory=list)
    tables: list[Heading] = field(default_factory=list)
    from_word_list: bool = False  # of the tables that the program reads, not of the data


@dataclass
class Description:
    """Everything that has a name, as text or HTML; made by `describe`."""

    name: str
    lang: str
    entries: list[Entry]

    def __repr__(self) -> str:
        lines = []
        for entry in self.entries:
            widest = max((width(label) for label, _ in entry.facts), default=0)
            lines.append(translate("{title} ({kind})", self.lang, title=entry.title, kind=entry.kind))
            lines += [f"  {label}{' ' * (widest - width(label))}  {shown_value(value)}" for label, value in entry.facts]
            for heading, frame in entry.tables:
                lines += ["", heading, repr(table(frame, lang=self.lang))]
            lines.append("")
        return "\n".join(lines).rstrip()

    def _repr_html_(self) -> str:
        parts = []
        for entry in self.entries:
            facts = "".join(f"<dt>{safe(label)}</dt><dd>{safe(shown_value(value))}</dd>" for label, value in entry.facts)
            parts.append(f"<h3>{safe(entry.title)} <small>{safe(entry.kind)}</small></h3><dl>{facts}</dl>")
            for heading, frame in entry.tables:
                parts.append(f"<h4>{safe(heading)}</h4>{table(frame, lang=self.lang)._repr_html_()}")
        return untypeset("".join(parts))
