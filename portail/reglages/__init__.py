"""The settings of the relay, section by section, as forms."""
