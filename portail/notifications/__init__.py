"""Mail received, beside what was read in it: settled by a person, or handed over."""
