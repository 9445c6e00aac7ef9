"""`python -m cloudplans` is the command line."""

import sys

from cloudplans.cli import console_entry

if __name__ == "__main__":
    sys.exit(console_entry())
