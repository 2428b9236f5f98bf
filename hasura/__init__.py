"""Hasura as pure code: its variables, how it starts with a JWT secret, what it answers to a request.

A library: it imports nothing of herm, opens no connection and writes no file.
"""
