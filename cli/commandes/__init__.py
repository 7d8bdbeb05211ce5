"""Every command of contract §2, by subject: arguments and help here, the work in the module of each subject."""
