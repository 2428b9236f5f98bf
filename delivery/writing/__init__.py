"""A stack's metadata as the files of a metadata folder, as Hasura's CLI lays them out."""
