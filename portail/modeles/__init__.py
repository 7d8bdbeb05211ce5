"""The Word templates: the list, the page of one, what an examination found."""
