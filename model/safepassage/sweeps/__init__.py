"""Runs by design: a design file in, a sweep folder out.

============  ==================================================================================
``design``    a design file (TOML), read and checked: scenario, factors, method, replicates, seed
``sampling``  the points of a design: grid, Latin hypercube, Sobol' (Saltelli), Morris, a table
``outcomes``  what is kept of a run, each with its unit and which way is better
``runs``      one run, or a few of them in a row, as a function that any process can call
``store``     results on disk while a sweep runs: parts, resume
``results``   the final tables: sorted, the same bytes whichever engine computed them
``sweep``     puts these together
============  ==================================================================================
"""
