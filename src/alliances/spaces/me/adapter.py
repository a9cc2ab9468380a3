"""How accounts are created and where people land after signing in."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Ours only where the product differs: no username, a person behind each account."""

    def populate_username(self, request: object, user: object) -> None:
        """Accounts have no username."""
