from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Letters one can print, sign and keep: tagged PDF, in both languages."""

    name = "alliances.interfaces.documents"
    label = "documents_interface"
