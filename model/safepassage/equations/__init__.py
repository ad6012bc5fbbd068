"""Pure functions of numbers and arrays, one equation each, with its source beside it; they know nothing of actors."""
