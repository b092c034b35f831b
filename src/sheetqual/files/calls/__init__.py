"""Calling sessions: from a scored list to the phone, and back."""
