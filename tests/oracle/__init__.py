"""A slow, plain second implementation of method.md sections 2 to 6: the tests' oracle."""
