"""`python -m cloudplans` is the command line."""

import sys

from cloudplans.cli import main

sys.exit(main())
