"""People and contracts over all operations: who is to be validated, which contracts call for something."""
