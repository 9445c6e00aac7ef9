"""The rules that the data must keep, each a small function; `cloudplans.verify` runs them all."""
