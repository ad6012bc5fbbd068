"""Patterns that were reported, each with its criterion, and what the model shows of them."""
