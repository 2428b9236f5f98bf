"""Reading a project folder as Hasura's CLI reads it: config.yaml version 3, metadata, migrations, seeds."""
