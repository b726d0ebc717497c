"""The year's form: declared once as data, filled, verified, added up, rendered."""
