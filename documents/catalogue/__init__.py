"""docs/catalogue.md and its thumbnails: every document of the trade, seen at a glance."""
