"""What finished sweeps say: comparisons, sensitivities, convergence, discovery, and their pictures."""
