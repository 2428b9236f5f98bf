"""Real things that a machine needs: found, else downloaded, else built."""
