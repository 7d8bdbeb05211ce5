"""The Word templates, from the portal: examined, put in use, taken out, one of before put back."""
