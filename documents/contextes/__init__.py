"""One typed context per Word template: what is printed, already in French, and the conditions of the variants."""
