"""What a mail that was read changes, by its nature, in the transaction that settles it.

Reasons are shown by Prefect too: they name operations and months, never a person, an address or a file.
"""
