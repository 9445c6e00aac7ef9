"""The interactive explorer for notebooks."""
