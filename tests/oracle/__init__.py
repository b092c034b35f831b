"""A slow, plain second implementation of method.md sections 2 to 8: the tests' oracle."""
