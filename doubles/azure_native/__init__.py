"""A double of the azure-native provider: the engine's protocol on one side, ARM's REST on the other.

The real plugin is used wherever it can be had. The double exists for machines where it cannot, makes the same
requests in the same order for the types that prod uses, and says at its start that it is a double.
"""

from doubles.azure_native.launcher import install

__all__ = ["install"]
