"""The Pulumi program: config -> settings -> environment -> components -> outputs."""
