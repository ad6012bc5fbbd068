"""Many runs: designs, sweeps on every engine, comparisons, sensitivities; and the model against the evidence.

==================  ====================================================================================
``design``          a design file (TOML), read and checked: scenario, factors, method, replicates, seed
``sampling``        the points of a design: grid, Latin hypercube, Sobol' (Saltelli), Morris, a table
``outcomes``        what is kept of a run, each with its unit and which way is better
``runs``            one run, or a few of them in a row, as a function that any process can call
``engines``         where runs are computed: this process, local workers, a Dask cluster
``worker``          the program of a local worker
``store``           results on disk while a sweep runs: parts, resume
``lock``            one sweep a folder
``results``         the final tables: sorted, the same bytes whichever engine computed them
``sweep``           puts these together: a design in, a sweep folder out
``convergence``     how wide the intervals are, and how many replicates would do
``sensitivity``     Morris and Sobol' indices, curves and correlations of a finished sweep
``comparison``      two scenarios, run by run under the same seeds
``discovery``       PRIM boxes and feature scores (optional extra ``discovery``)
``plots``           the pictures of all of them
``tables``          tables of reported facts; ``places`` knows where their names lie
``evidence``        what was reported of an agreement, and the same of a simulated one
``calibration``     fitting parameters to reports
==================  ====================================================================================
"""
