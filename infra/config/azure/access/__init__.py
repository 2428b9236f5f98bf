"""By which names and ways the API is reached, and by whom."""
