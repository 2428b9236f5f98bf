"""The commands by what they are about, each a function of a context and its arguments."""
