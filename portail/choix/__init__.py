"""The page where a company chooses its modalities and names its referent, without an account."""
