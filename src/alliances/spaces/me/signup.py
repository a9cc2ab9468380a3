"""What our sign-up asks besides an address and a password: how the person is called."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from alliances.domain.people.models import Account


class NameForm(forms.Form):
    """The base of the account library's sign-up form; it calls `signup` once the account exists."""

    full_name = forms.CharField(
        label=_("Votre nom"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ("full_name", "email", "password1", "password2")

    def signup(self, request: HttpRequest, account: Account) -> None:
        account.person.full_name = " ".join(self.cleaned_data["full_name"].split())
        account.person.save()
