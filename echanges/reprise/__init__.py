"""Taking over a follow-up spreadsheet: columns recognised, rows understood, dossiers made of them."""
