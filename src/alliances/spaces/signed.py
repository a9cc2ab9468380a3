"""The request that views behind `signed_in` or `keeps_words` receive."""

from django.http import HttpRequest

from alliances.domain.people.models import Account


class SignedRequest(HttpRequest):
    """A request of a person who is signed in. For readers and type checkers: Django builds plain requests."""

    user: Account
