"""Prod's own program in a workspace of its own, against the doubles of Azure."""
