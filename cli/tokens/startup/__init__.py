"""Hasura's start with an environment: judged, its keys asked for when wanted, and told."""
