"""The page that takes a follow-up spreadsheet over."""
