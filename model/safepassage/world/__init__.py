"""The world of a run: the data, and the few commands that keep its invariants."""
