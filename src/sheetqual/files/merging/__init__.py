"""Bringing one list of leads into another: who is who, and what is taken."""
