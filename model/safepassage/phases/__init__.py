"""The day, phase by phase: functions over the world, each saying in ``READS`` and ``WRITES`` which parts it touches."""
