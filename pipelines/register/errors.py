"""What stops an act, in words for the person who asked for it."""


class RegisterError(Exception):
    """The register or the log cannot be used as it is; the text says what to do."""


class DamagedError(RegisterError):
    """The log is not what was written; nothing is appended to it."""


class DeniedError(RegisterError):
    """The act is not allowed; that it was tried stands in the log."""


class KeyLostError(RegisterError):
    """A key is missing, damaged or another one; the text names it by its id. Nothing is done without it."""
