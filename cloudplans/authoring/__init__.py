"""Add a plan of your own: a folder with drafts from its text, and your decisions applied to it."""

from cloudplans.authoring.apply_decisions import settle as apply_decisions
from cloudplans.authoring.new_plan import WORKSHEET, new_plan

__all__ = [
    "WORKSHEET",
    "new_plan",
    "apply_decisions",
]
