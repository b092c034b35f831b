"""The four parts of the main screen."""
