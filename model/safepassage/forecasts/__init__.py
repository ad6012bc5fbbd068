"""Forecasts: parameters from the posterior, missing facts drawn, chance; tables with intervals, in a folder."""
