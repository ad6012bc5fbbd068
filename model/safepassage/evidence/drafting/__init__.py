"""The parts of a scenario that is built from tables: who and how many, the ground, where to go, who is involved."""
