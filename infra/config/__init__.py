"""Pure configuration: raw settings -> Settings, with every problem at once."""
