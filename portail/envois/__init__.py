"""The mails that left, or did not: lists, one mail as its receiver saw it, the ledger."""
