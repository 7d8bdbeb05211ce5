"""Reminders to those who were asked and did not answer, and what the buyer may sign when they are in vain."""
