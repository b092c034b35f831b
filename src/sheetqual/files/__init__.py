"""The doors: the only code that opens files."""
