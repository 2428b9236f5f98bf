"""Who may do what: permissions in words, a matrix, findings, and the difference between two versions."""
