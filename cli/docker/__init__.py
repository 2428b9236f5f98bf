"""Docker as the command line asks it: containers, ports, and why a container is not healthy."""
