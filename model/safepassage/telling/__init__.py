"""A run in words: the story, its sentences, numbers and names as a person writes them."""
