"""The terminal screen: a manager looks at a ranked list, sets priorities and sees what they do.

Nothing here scores, reads or writes a file: `sheetqual.core` and `sheetqual.files` do. Importing
this package loads nothing else; only running it needs Textual.
"""
