"""A profile as spreadsheet formulas: worksheet functions that need nothing installed."""
