"""The workshop: builds the committed Word templates from code, one family of styles for all.

`python -m documents.fabrique` rewrites them; a test proves that the committed files equal a rebuild. Nothing here
runs when a document is produced.
"""
