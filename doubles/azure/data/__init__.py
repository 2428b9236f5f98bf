"""The data planes: what is in vaults and storage accounts, by their own hosts, with rights of their own."""
