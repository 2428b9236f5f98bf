"""Who may do what: principals, roles, assignments with their conditions, and resource providers."""
