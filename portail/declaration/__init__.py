"""The page where companies and structures declare their hours of a month, without an account."""
