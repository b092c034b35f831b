"""The LibreOffice room: the Calc add-in, built from the core."""
