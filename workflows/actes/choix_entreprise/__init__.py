"""What a company says, from the link of its mail, of how it will carry out its hours and whom to talk to."""
