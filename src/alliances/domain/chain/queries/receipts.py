"""What a receipt promised is still there: each sending, report, split and opening is recomputed under its digest."""

from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from alliances.domain.applications import queries as applications
from alliances.domain.applications.models import Application, Attachment, Submission
from alliances.domain.common.checked import Checked
from alliances.domain.common.models import TransitionRecord
from alliances.domain.envelopes import actions as envelopes
from alliances.domain.envelopes.models import Scenario
from alliances.domain.grants import actions as grants
from alliances.domain.grants.models import Report, ReportSending, ReportState
from alliances.domain.openings import actions as openings
from alliances.domain.openings.models import Opening


def check_sendings() -> Checked:
    """Every sending of an application has the words and the documents whose digest its receipt bears; none is gone."""
    found: list[str] = []
    files = dict(Attachment.objects.values_list("pk", "file__sha256"))
    kept: Counter[int] = Counter()
    last: dict[int, Submission] = {}
    for sending in Submission.objects.order_by("application", "rank").iterator(chunk_size=500):
        kept[sending.application_id] += 1
        last[sending.application_id] = sending
        found += _of_sending(sending, files)
    return Checked(_("envois de demandes"), kept.total(), (*found, *_of_applications(kept, last)))


def _of_sending(sending: Submission, files: dict[int, str]) -> Iterator[str]:
    if applications.digest_of(sending.content) != sending.digest:
        yield _(
            "Envoi %(number)s : son contenu ne correspond pas à son empreinte. Comparez-le avec une sauvegarde."
        ) % {"number": sending.number}
        return
    for sent in sending.content.get("documents", []):
        if files.get(sent["id"]) != sent["sha256"]:
            yield _("Envoi %(number)s : le document « %(name)s » n’est plus celui qui a été envoyé.") % {
                "number": sending.number, "name": sent["name"]
            }  # fmt: skip


def _of_applications(kept: Counter[int], last: dict[int, Submission]) -> Iterator[str]:
    """An opening brings files that were never sent here: only what was sent by its own act has sendings."""
    acts = TransitionRecord.objects.filter(subject_type=Application._meta.label_lower, name="send")
    sent = Counter(acts.values_list("subject_id", flat=True))
    rows = Application.objects.filter(pk__in={*sent, *kept}).order_by("pk")
    for pk, number, digest in rows.values_list("pk", "number", "digest").iterator():
        if kept[pk] < sent[pk]:
            yield _("Demande %(number)s : il manque un envoi. Cherchez-le dans une sauvegarde.") % {
                "number": number
            }
        elif last[pk].digest != digest:
            yield _("Demande %(number)s : son reçu ne porte pas l’empreinte de son dernier envoi.") % {
                "number": number
            }


def check_reports() -> Checked:
    """Every report that was sent says what its receipt says, and every sending of it is kept."""
    rows = list(Report.objects.exclude(digest="").select_related("grant").order_by("pk"))
    kept: dict[int, list[ReportSending]] = {}
    for sending in ReportSending.objects.order_by("report", "rank"):
        kept.setdefault(sending.report_id, []).append(sending)
    found = [sentence for row in rows for sentence in _of_report(row, kept.get(row.pk, []))]
    return Checked(_("redditions envoyées"), len(rows) + sum(map(len, kept.values())), tuple(found))


def _of_report(report: Report, sendings: list[ReportSending]) -> Iterator[str]:
    number = {"number": report.number or f"report:{report.pk}"}
    stands = report.state in (ReportState.SENT, ReportState.ACCEPTED)
    if stands and grants.digest_of(grants.content_of(report)) != report.digest:
        yield (
            _(
                "Reçu %(number)s : la reddition ne correspond pas à son empreinte. Comparez-la avec une sauvegarde."
            )
            % number
        )
    for sending in sendings:
        if grants.digest_of(sending.content) != sending.digest:
            yield _("Reçu %(number)s : l’envoi %(rank)s ne correspond pas à son empreinte.") % {
                **number, "rank": sending.rank
            }  # fmt: skip
    ranks = [sending.rank for sending in sendings]
    if ranks != list(range(1, len(ranks) + 1)) or (sendings and sendings[-1].digest != report.digest):
        yield _("Reçu %(number)s : il manque un envoi. Cherchez-le dans une sauvegarde.") % number


def check_signed() -> Checked:
    """Every split and every opening that people signed still has the digest they signed; two people made it stand."""
    found, count = [], 0
    for row in [*_signed(Scenario), *_signed(Opening)]:
        count += 1
        digest_of = envelopes.digest_of if isinstance(row, Scenario) else openings.digest_of
        signed = {signature.digest for signature in row.signatures.all()}
        if signed | {digest_of(row)} != {row.digest}:
            found.append(
                _("%(what)s nᵒ %(id)s : ses données ne correspondent pas à l’empreinte signée.")
                % {"what": str(row._meta.verbose_name).capitalize(), "id": row.pk}
            )
        if row.state == "adopted" and len({signature.person_id for signature in row.signatures.all()}) < 2:
            found.append(
                _("%(what)s nᵒ %(id)s : il y manque la signature d’une deuxième personne.")
                % {"what": str(row._meta.verbose_name).capitalize(), "id": row.pk}
            )
        if isinstance(row, Scenario) and not row.lines_are_those_of_the_result():
            found.append(
                _("Répartition nᵒ %(id)s : ses lignes ne sont pas celles du résultat signé.") % {"id": row.pk}
            )
    return Checked(_("dossiers signés"), count, tuple(found))


def _signed(model: type[Scenario] | type[Opening]) -> list[Scenario] | list[Opening]:
    return list(model.objects.exclude(digest="").prefetch_related("signatures").order_by("pk"))
