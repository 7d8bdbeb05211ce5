"""The month of the facilitateur: every company and person in one grid, entered, validated, closed, amended."""
