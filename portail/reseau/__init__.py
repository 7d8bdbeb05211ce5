"""The network: every relay that an account consolidates, what each lacks, the figures of a year."""
