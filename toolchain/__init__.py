"""What a machine needs before the program can run: Pulumi's engine, its plugins and Docker."""
