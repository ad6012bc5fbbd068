"""The people: households as NumPy columns, how they are drawn, how some of them die."""
