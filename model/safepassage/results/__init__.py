"""What a run leaves: its record, the folder it is kept in, and what it came to."""
