"""Where people meet the product: the command line."""
