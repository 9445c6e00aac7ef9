"""Read an IAMC table with pyam, and print its rows as JSON. Runs in an environment of its own: pyam asks for an older pandas."""

import json
import sys

import pyam

frame = pyam.IamDataFrame(sys.argv[1]).data
json.dump(frame.to_dict("records"), sys.stdout, ensure_ascii=True)
