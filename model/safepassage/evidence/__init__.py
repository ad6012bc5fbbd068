"""The model against what was reported: tables, scenarios drafted from them, the fit, scores and patterns."""
