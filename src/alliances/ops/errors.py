"""The one error the command line turns into a sentence instead of a traceback."""


class Refusal(Exception):
    """Something the operator can put right. The text is shown as is, in French then English."""
