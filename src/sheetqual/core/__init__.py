"""The house itself: pure, standard library only, opens no file."""
