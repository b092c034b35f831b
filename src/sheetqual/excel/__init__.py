"""The Excel room: worksheet functions over xlwings."""
