"""What a region's people type: reasons, signatures."""

from django.utils.translation import gettext_lazy as _

from alliances.ui.forms import Form, TextField


class ReasonForm(Form):
    reason = TextField(label=_("Raison"), lines=4, max_length=2000)
