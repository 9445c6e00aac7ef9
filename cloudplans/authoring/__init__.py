"""Add a plan of your own: make a folder with drafts from its text, then apply your decisions to it."""

from cloudplans.authoring.apply_decisions import AppliedDecisions, apply_decisions
from cloudplans.authoring.new_plan import WORKSHEET, Example, NewFolder, example, new_plan
from cloudplans.authoring.plan_folder import TABLES, descriptor, read_tables

__all__ = [
    "TABLES",
    "WORKSHEET",
    "AppliedDecisions",
    "Example",
    "NewFolder",
    "apply_decisions",
    "descriptor",
    "example",
    "new_plan",
    "read_tables",
]
