"""What happened to a JWT secret on its way into the variable, and the value as it was meant.

A secret travels from a provider's page through editors, shells, YAML, env files, CI variables and portals.
Each module knows one stretch of that way: its accidents, how each is recognised, and how it is undone.
Nothing here prints: sentences name what happened and never show the value.
"""
