"""Runs by design: a design file in, a sweep folder out.

==============  ==================================================================================
``designfile``  the keys of a design file (TOML), each checked alone and with the others
``design``      a checked design: scenarios, factors, points, replicates, seeds
``factors``     what a design varies; ``pointfile`` a user's own table of points
``sampling``    the points: grid, Latin hypercube, Sobol' (Saltelli), Morris, a table
``outcomes``    what is kept of a run, each with its unit and which way is better
``runs``        one run, or a few of them in a row, as a function that any process can call
``store``       rows on disk while a sweep runs: parts, resume
``results``     the final tables: sorted, the same bytes whichever engine computed them
``sweep``       puts these together; ``single`` does one row again
==============  ==================================================================================
"""
