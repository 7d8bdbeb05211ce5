"""The monthly dashboards: one mail per recipient and month for all its operations, made and sent once."""
