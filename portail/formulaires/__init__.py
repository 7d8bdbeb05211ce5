"""Forms drawn from the formats of acts: what a field is, what it is called, how it is read."""
