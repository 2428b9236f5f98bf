"""Networks, their subnets, and the private zones that they are linked to."""
