"""Forecasts: parameters from the posterior, missing and uncertain facts, chance; tables with intervals, in a folder."""
