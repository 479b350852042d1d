"""Charts of findings: specifications of Vega-Lite as plain data, each with its table and its text alternative."""
