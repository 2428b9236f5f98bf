"""The machines that there are, by name (as documented on 28 November 2026).

Plans: learn.microsoft.com, "Azure App Service plan overview", and azure-cli's `get_sku_tier`. Databases:
"Compute options in Azure Database for PostgreSQL flexible server".
"""

from __future__ import annotations

_PLANS = {
    "Free": "F1",
    "Shared": "D1",
    "Basic": "B1 B2 B3",
    "Standard": "S1 S2 S3",
    "PremiumV2": "P1v2 P2v2 P3v2",
    "Premium0V3": "P0v3",
    "PremiumV3": "P1v3 P2v3 P3v3",
    "PremiumMV3": "P1mv3 P2mv3 P3mv3 P4mv3 P5mv3",
    "Premium0V4": "P0v4",
    "PremiumV4": "P1v4 P2v4 P3v4",
    "PremiumMV4": "P1mv4 P2mv4 P3mv4 P4mv4 P5mv4",
}
PLAN_TIERS = {name.lower(): tier for tier, names in _PLANS.items() for name in names.split()}
"""Name of a plan in small letters, to the tier that Azure tells for it."""

_DATABASES = {
    "B{}": "1ms 2s 2ms 4ms 8ms 12ms 16ms 20ms",
    "D{}s_v3": "2 4 8 16 32 48 64",
    "D{}ds_v4": "2 4 8 16 32 48 64",
    "D{}ds_v5": "2 4 8 16 32 48 64 96",
    "D{}ads_v5": "2 4 8 16 32 48 64 96",
    "E{}s_v3": "2 4 8 16 20 32 48 64",
    "E{}ds_v4": "2 4 8 16 20 32 48 64",
    "E{}ds_v5": "2 4 8 16 20 32 48 64 96",
    "E{}ads_v5": "2 4 8 16 20 32 48 64 96",
}
DATABASES = frozenset(
    "Standard_" + form.format(size) for form, sizes in _DATABASES.items() for size in sizes.split()
)
"""Machines of flexible servers."""
