"""The few exceptions of Truceline.

Bad input is never an exception: it is a `model.record.Problem`. These are raised for a broken
invariant, for input that can't be read at all, or for failed I/O.
"""


class TrucelineError(Exception):
    """Root of every error that Truceline raises itself."""


class UnreadableError(TrucelineError):
    """Input that can't be used at all (missing file, no agreement, not a mission folder)."""


class StoreError(TrucelineError):
    """The evidence log or a blob could not be written or does not hold what it promised."""


class PeopleError(TrucelineError):
    """An account, password or token can't be as asked for; the message says what would do."""


class LastAdminError(PeopleError):
    """It would leave a mission without anybody who may do everything; the message says what would do."""


class InvariantError(TrucelineError):
    """Something that the design rules out has happened: a defect in Truceline."""


class EngineError(TrucelineError):
    """The engine that was asked for can't run here; the message says what would mend it."""
