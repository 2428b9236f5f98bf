"""Metadata against what the databases hold: what is missing, and who needs what SQL drops."""
