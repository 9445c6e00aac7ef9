"""Rules that re-derive every record from the pinned texts and name what differs.

They read each figure again, independently of the scanner, so that an error of one does not hide in the other.
"""

from cloudplans.verify.approved_wording_rules import FROZEN, WORDINGS, fingerprints
from cloudplans.verify.rules_and_their_input import RULES, Book, Problem, Row
from cloudplans.verify.run_rules import (
    Outcome,
    check_statement,
    open_book,
    raw_tables,
    table_problems,
    unnamed,
    verify,
    verify_tables,
)
from cloudplans.verify.schema_rules import key_of, keys, rows, typed
from cloudplans.verify.statement_rules import SUBJECT_REGIONS
from cloudplans.verify.text_census_rules import LOOKS, census_counts, looks
from cloudplans.verify.whole_data_rules import arithmetic_result, called_for, plain

__all__ = [
    "FROZEN",
    "LOOKS",
    "RULES",
    "SUBJECT_REGIONS",
    "WORDINGS",
    "Book",
    "Outcome",
    "Problem",
    "Row",
    "arithmetic_result",
    "called_for",
    "census_counts",
    "check_statement",
    "fingerprints",
    "key_of",
    "keys",
    "looks",
    "open_book",
    "plain",
    "raw_tables",
    "rows",
    "table_problems",
    "typed",
    "unnamed",
    "verify",
    "verify_tables",
]
