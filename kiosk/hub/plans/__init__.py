"""The plan editor's server side: imports (IMDF, DXF, pictures), saving, findings and routes on the plan being drawn."""
