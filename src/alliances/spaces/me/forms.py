"""Forms of one's own account: inviting someone, accepting an invitation."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alliances.domain.people import identity
from alliances.domain.people.invitations import invitable_roles
from alliances.domain.people.models import Account, Organisation, Person, RoleAssignment
from alliances.domain.people.roles import Role
from alliances.domain.territories.models import Level, Territory
from alliances.ui.forms import Form, TextField

ANOTHER = "autre"


class InvitationForm(Form):
    """Who, for which role, where. The choices are those the inviter may give."""

    full_name = TextField(label=_("Nom de la personne"), max_length=200)
    email = forms.EmailField(label=_("Adresse courriel"), max_length=254)
    role = forms.ChoiceField(label=_("Rôle"))
    perimeter = forms.ChoiceField(label=_("Territoire ou organisme"))

    def __init__(self, account: Account, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person: Person | None = None
        self.is_another = False
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            ("", ""),
            *((role.value, role.label) for role in invitable_roles(account)),
        ]
        self.places = {f"{kind}:{thing.pk}": thing for kind, thing in _perimeters(account)}
        self.fields["perimeter"].choices = [  # type: ignore[attr-defined]
            ("", ""),
            *((key, str(thing)) for key, thing in self.places.items()),
        ]

    def says_who(self) -> bool:
        """Whether one knows who is invited. False asks: somebody already signs in under this name."""
        alike = identity.others_named(self.cleaned_data["full_name"], self.cleaned_data["email"])
        if alike:
            choices = [(str(one.pk), f"{one.full_name} – {self._known_for(one)}") for one in alike]
            self.fields["meme"] = forms.ChoiceField(
                label=_("Une personne de ce nom a déjà un compte. Est-ce elle?"),
                help_text=_("Si oui, ses deux comptes restent une seule personne là où il en faut deux."),
                choices=[*choices, (ANOTHER, _("Non, c’est une autre personne"))],
                widget=forms.RadioSelect,
            )
        said = self.data.get("meme", "")
        self.is_another = said == ANOTHER
        self.person = next((one for one in alike if str(one.pk) == said), None)
        return not alike or self.is_another or self.person is not None

    def _known_for(self, person: Person) -> str:
        """Her roles where the inviter holds one; of the others, only that there are."""
        held = (
            RoleAssignment.objects.in_force().of_person(person.pk).select_related("territory", "organisation")
        )
        here = set(self.places.values())
        known = [f"{role.get_role_display()}, {role.perimeter}" for role in held if role.perimeter in here]
        return " · ".join(known) or str(_("dans un autre territoire ou organisme"))

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])

    def clean_perimeter(self) -> Territory | Organisation:
        return self.places[self.cleaned_data["perimeter"]]


def _perimeters(account: Account) -> list[tuple[str, Territory | Organisation]]:
    """The territories one holds (down to the MRCs) and the organisations one holds or that stand in them."""
    held = [role.territory for role in account.roles if role.territory]
    inside, located = (
        Q(pk__in=[]),
        Q(pk__in=[role.organisation_id for role in account.roles if role.organisation_id]),
    )
    for territory in held:
        inside |= Q(path__startswith=territory.path)
        located |= Q(territory__path__startswith=territory.path)
    territories = Territory.objects.filter(inside).exclude(level=Level.MUNICIPALITY).alphabetical()
    organisations = Organisation.objects.filter(located).alphabetical()
    return [*(("t", one) for one in territories), *(("o", one) for one in organisations)]


class AcceptForm(Form):
    """The password of the new account; a phrase is easiest to remember."""

    password = forms.CharField(
        label=_("Choisissez une phrase de passe"),
        help_text=_("Au moins 12 caractères. Une petite phrase se retient bien."),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        try:
            validate_password(password)
        except ValidationError as weakness:
            raise ValidationError(_("Choisissez une phrase plus longue et moins courante.")) from weakness
        return password
