"""A Hasura project on a stack: where it is, what the stack has, the plan, and carrying it out."""
