"""The hours of a month asked of those who declare them, by link or spreadsheet."""
