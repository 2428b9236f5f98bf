"""The settings of the Azure target, and what Azure is known to offer for them."""
