"""Identity providers: where their keys and issuers are, and how they put Hasura's claims into tokens.

Pure: nothing here opens a connection or writes a file.
"""
