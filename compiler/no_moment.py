"""A column that cannot tell when leads are judged; apart, so that commands start without a plan."""


class NoMoment(ValueError):
    """A column that cannot tell the moments of leads; `help` says what to do."""

    def __init__(self, message: str, help: str) -> None:
        super().__init__(message)
        self.help = help
