"""The data set in the forms of other tools: one module a family of formats, each writer returns what its form could not hold."""
