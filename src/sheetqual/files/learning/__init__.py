"""Learning from customers: past leads in, what they teach out."""
