"""A run folder as one self-contained HTML page, for whoever has neither this program nor a network."""

from safepassage.report.page import report_html

__all__ = ["report_html"]
