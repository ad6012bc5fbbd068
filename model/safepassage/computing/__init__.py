"""What every kind of many runs needs: engines and workers, locks, provenance, interruption, draws of the posterior."""
