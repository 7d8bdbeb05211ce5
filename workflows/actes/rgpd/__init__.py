"""A person's data handed out, a person forgotten, what is past its retention."""
