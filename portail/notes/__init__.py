"""Notes and reminders, as the page of an operation shows them."""
