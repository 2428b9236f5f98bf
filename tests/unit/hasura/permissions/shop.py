"""A shop's metadata: one of everything that permissions can say."""

from __future__ import annotations

import copy
from typing import Any

from hasura.metadata import Metadata, read_metadata

OWN = {"user_id": {"_eq": "X-Hasura-User-Id"}}


def permission(role: str, **definition: Any) -> dict[str, Any]:
    """One entry of a table's permissions."""
    return {"role": role, "permission": definition}


SHOP: dict[str, Any] = {
    "version": 3,
    "sources": [
        {
            "name": "default",
            "kind": "postgres",
            "configuration": {"connection_info": {"database_url": "postgres://u:secret-of-the-database@h/d"}},
            "tables": [
                {
                    "table": {"schema": "public", "name": "orders"},
                    "object_relationships": [
                        {"name": "customer", "using": {"foreign_key_constraint_on": "customer_id"}}
                    ],
                    "select_permissions": [
                        permission("user", columns=["id", "total", "user_id"], filter=OWN, limit=100),
                        permission("clerk", columns="*", filter={}, allow_aggregations=True),
                        permission(
                            "anonymous", columns=["id"], filter={"open": True}, allow_aggregations=True
                        ),
                    ],
                    "insert_permissions": [
                        permission("user", columns=["total"], check={}, set={"user_id": "x-hasura-user-id"}),
                    ],
                    "update_permissions": [
                        permission("user", columns=["total", "user_id"], filter=OWN, check=None),
                        permission(
                            "clerk",
                            columns=["customer_id"],
                            filter={"customer": {"region": {"_eq": "x-hasura-region"}}},
                        ),
                        permission("anonymous", columns=["note"], filter={"id": {"_eq": 1}}, check={}),
                    ],
                    "delete_permissions": [permission("clerk", filter={"_or": [{}, OWN]})],
                    "event_triggers": [
                        {"name": "mail", "headers": [{"name": "key", "value": "secret-of-the-webhook"}]}
                    ],
                },
                {
                    "table": {"schema": "stock", "name": "items"},
                    "insert_permissions": [permission("user", columns=["id"], check={}, set={"price": 0})],
                    "select_permissions": [
                        permission("user", columns=["id"], filter={"hidden": {"_eq": False}}, limit=10),
                        permission(
                            "clerk", columns=["id", "price"], filter={"hidden": {"_eq": True}}, limit=50
                        ),
                    ],
                    "update_permissions": [
                        permission("user", columns=["price"], filter=OWN, check=OWN, backend_only=True),
                        permission(
                            "clerk", columns=["price"], filter={"id": {"_gt": 1}}, check={"id": {"_gt": 1}}
                        ),
                    ],
                    "delete_permissions": [permission("user", filter=OWN)],
                },
            ],
        }
    ],
    "inherited_roles": [{"role_name": "manager", "role_set": ["user", "clerk"]}],
    "actions": [{"name": "pay", "definition": {"headers": [{"name": "k", "value": "secret-of-the-action"}]}}],
}

SECRETS = ("secret-of-the-database", "secret-of-the-webhook", "secret-of-the-action")


def shop() -> Metadata:
    """The shop's metadata."""
    return read_metadata(copy.deepcopy(SHOP))


def changed_shop() -> Metadata:
    """The shop after a change that a reviewer should see the whole of."""
    document = copy.deepcopy(SHOP)
    orders, items = document["sources"][0]["tables"]
    orders["select_permissions"][0]["permission"] |= {"columns": ["id", "note"], "filter": {}}
    orders["select_permissions"][0]["permission"].pop("limit")
    orders["select_permissions"][1]["comment"] = "no difference"
    orders["update_permissions"].pop(2)
    orders["delete_permissions"].append(permission("user", filter=OWN))
    items["select_permissions"][0]["permission"]["columns"] = "*"
    return read_metadata(document)
