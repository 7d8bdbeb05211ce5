"""What runs by itself, or for long: the runs of the technical server in French, an act under way."""
