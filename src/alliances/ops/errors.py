"""The one error the command line turns into a sentence instead of a traceback."""


class Refusal(Exception):  # noqa: N818 - it is an answer, not a malfunction
    """Something the operator can put right. The text is shown as is, in French then English."""
