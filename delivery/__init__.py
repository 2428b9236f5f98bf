"""A user's Hasura project on its way to a stack: what its folder says, what is wrong with it, what it does.

Files are read here; nothing is sent from here, and nothing of Pulumi's is known.
"""
