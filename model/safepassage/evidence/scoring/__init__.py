"""Forecasts of reported agreements, and how they score against naive ones."""
