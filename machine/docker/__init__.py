"""Docker on this machine: found, started, or what to do about it."""
