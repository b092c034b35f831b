"""The same lead gets the same answer everywhere: one table of cases through every front end."""
