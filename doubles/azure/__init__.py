"""An emulator of Azure Resource Manager and of the few data planes that prod meets."""
