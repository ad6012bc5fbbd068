"""The browser page: Mesa's SolaraViz controls beside a map, a ledger and charts drawn in the browser as SVG."""
