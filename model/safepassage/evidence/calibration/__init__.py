"""Calibration: history-matching waves, then ABC-SMC inside what they leave, then an honest account of the fit."""
