"""
Uploaded bytes → cells → matched figures + problems. Nothing is written, nothing is guessed.

`reader.read` reads in this process (for tests), `sandbox.read_apart` in a child with limits (for everything else).
This package imports nothing by itself: the child must start quickly.
"""
