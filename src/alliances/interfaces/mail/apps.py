from django.apps import AppConfig


class MailConfig(AppConfig):
    """Notices that leave by e-mail, grouped by person."""

    name = "alliances.interfaces.mail"
    label = "mail_interface"
