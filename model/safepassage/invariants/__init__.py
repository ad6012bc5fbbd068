"""What must hold every evening of a run: :class:`~safepassage.invariants.watch.Watch` looks, and names what does not.

Everything here reads the world and changes nothing, draws nothing: a run that is watched leaves the same bytes.
"""
