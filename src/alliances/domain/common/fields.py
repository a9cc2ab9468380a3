"""Fields every room shares."""

from django.db import models


class CentsField(models.BigIntegerField):
    """An amount of Canadian dollars in integer cents. Name the field `*_cents`."""

    description = "Integer cents (CAD)"


class SourcedModel(models.Model):
    """A fact read somewhere: where, and on which date it was read there."""

    source = models.TextField()
    source_date = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True


class Precision(models.TextChoices):
    """How well a published figure is known."""

    EXACT = "exact", "exact"
    ROUNDED = "rounded", "arrondi"
    AT_LEAST = "at_least", "au moins"
    CONFLICTING = "conflicting", "sources en désaccord"
