"""The settings of the installation, changed from the portal: checked, former ones kept, journalled without secrets."""
