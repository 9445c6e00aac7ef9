"""Add a plan of your own: make a folder with drafts from its text, then apply your decisions to it."""

from cloudplans.authoring.adopt_codings import AdoptedCodings, adopt_codings
from cloudplans.authoring.apply_decisions import AppliedDecisions, apply_decisions
from cloudplans.authoring.new_plan import WORKSHEET, Example, NewFolder, example, new_plan
from cloudplans.authoring.plan_folder import TABLES, descriptor, read_tables, table_as_csv

__all__ = [
    "TABLES",
    "WORKSHEET",
    "AdoptedCodings",
    "AppliedDecisions",
    "Example",
    "NewFolder",
    "adopt_codings",
    "apply_decisions",
    "descriptor",
    "example",
    "new_plan",
    "read_tables",
    "table_as_csv",
]
