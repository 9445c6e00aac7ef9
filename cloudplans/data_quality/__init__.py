"""How reliable the data are: agreement of the codings, planted errors, changes between releases."""
