"""The buyer's page: a market described, its regime, its hours explained, its pieces; nobody signs in."""
