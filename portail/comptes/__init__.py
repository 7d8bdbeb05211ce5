"""Accounts of the portal: passwords, sessions, what slows guessing, links to choose a password."""
