"""What does the server answer to this request? One module a decision, in the order of `check`."""
