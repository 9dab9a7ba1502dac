"""One module a kind of file: each writes a `Delivery` into a folder and returns the paths it wrote."""
