"""How much one client may cost, so that everybody else is answered meanwhile.

Hasura's Community Edition limits the headers alone (`HASURA_GRAPHQL_MAX_TOTAL_HEADER_LENGTH`). These limits
stand far above what clients of an API without tables send.
"""

from __future__ import annotations

# Seconds for a request to arrive, and for an answer to be taken: those of Hasura's HTTP server, warp.
PATIENCE = 30
# Lines of one request's headers: browsers and proxies send some dozens, and each costs time to read.
HEADER_LINES = 1_000
# Connections whose request is not complete, and their bytes together. Beyond, the oldest is dropped, so that
# a new client always finds room.
WAITING = 1_000
WAITING_BYTES = 64 * 1024 * 1024
# Bytes of a body; those of a larger one are thrown away as they come.
BODY = 1024 * 1024
# Bytes of what the admin sends to the metadata API: metadata of many tables, and the SQL of seeds.
ADMIN_BODY = 64 * 1024 * 1024
ADMIN_PATHS = frozenset({"/v1/metadata", "/v1/query", "/v2/query"})
# Operations of a batch, and tokens of its documents together: introspection, the longest that clients send,
# has 300, and the worst document of this size takes a second.
BATCH = 50
TOKENS = 2_500
# Requests that are worked on; how many of them share the processor, so that a small one need not wait for
# large ones; and the seconds after which one lets the others go on.
REQUESTS = 256
WORKERS = 16
TURN = 0.0005
# Bytes of a body that is read at once, which takes less than handing it to somebody else; and how many
# documents are remembered that are not longer, since clients ask with the same few again and again.
SMALL = 4096
DOCUMENTS = 500
# WebSockets, and the bytes and fragments of one message on them: an unfinished one stays in memory.
WEBSOCKETS = 2_000
MESSAGE = 64 * 1024
FRAGMENTS = 1_000
# Messages, and pings, that come at once, and bytes that are read at a time: small frames take more time than
# large ones.
AT_ONCE = 256
FRAMES = 4096
# Queries over tables: the levels of a document and its fields, fragments spread; the seconds that one takes
# at most, and the bytes of its answer; how many are asked at once, over as many connections. A new connection
# takes the query engine 80 ms of a processor, for its password, and answers wait meanwhile; so they are few.
DEPTH = 30
FIELDS = 5_000
QUERY_SECONDS = 30
ANSWER = 16 * 1024 * 1024
QUERIES = 8
# Memory of the query engine: it holds all rows of an answer, and ends beyond; another one is started.
ENGINE_BYTES = 1024 * 1024 * 1024
# Live queries of all clients, each asked anew after so many seconds, as Hasura does.
LIVE_QUERIES = 500
REFETCH_SECONDS = 1
