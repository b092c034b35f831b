"""Learning from customers: what they share and others don't, and a profile made of it."""
