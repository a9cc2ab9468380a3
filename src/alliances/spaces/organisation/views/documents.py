"""The documents of an application: upload several, see them, take them off. No script is needed."""

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliances.domain.applications import attachments, rules
from alliances.domain.applications.models import Application, Attachment, AttachmentKind
from alliances.domain.common.verdict import Refused
from alliances.domain.files.rules import safe_name, too_large
from alliances.spaces.downloads import download as handed_out
from alliances.spaces.kept import keep, keeps_words, taken_back, wants_json
from alliances.spaces.organisation.dossier import Dossier
from alliances.spaces.organisation.forms import DocumentForm
from alliances.spaces.views import SignedRequest, attempt, signed_in, visible_or_404
from alliances.ui import uploads


@never_cache
@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: SignedRequest, pk: int) -> HttpResponseBase:
    """Each file stands for itself: those that can be kept are, the others are named with what to do."""
    application = visible_or_404(Application.objects.owned_by(request.user).with_context(), pk=pk)
    if not (allowed := rules.may_write(application, rules.DOCUMENTS)):
        messages.info(request, allowed.reason)
        return redirect("organisation_application", pk)
    form = DocumentForm(request.POST or taken_back(request))
    if request.method == "POST":
        received = request.FILES.getlist("files")
        _say_too_large(request)
        if form.is_valid() and received:
            if _join(request, application, form, received) < len(received):
                keep(request)  # what describes the files is not typed twice
            return _answered(request, pk)
        if not received and not uploads.too_large(request):
            messages.error(request, _("Choisissez au moins un fichier, puis recommencez."))
        if wants_json(request):
            return JsonResponse({"url": request.path})
    return _page(request, application, form)


def _say_too_large(request: SignedRequest) -> None:
    for name in uploads.too_large(request):
        messages.error(request, f"{safe_name(name)} – {too_large().reason}")


def _join(
    request: SignedRequest, application: Application, form: DocumentForm, received: list[UploadedFile]
) -> int:
    """How many could be joined; each other one is named with what to do."""
    kept = 0
    for uploaded in received:
        name = uploaded.name or ""
        try:
            attachments.attach(
                actor=request.user,
                application=application,
                name=name,
                content=uploaded.read(),
                kind=AttachmentKind(form.cleaned_data["kind"]),
                label=form.cleaned_data["label"],
            )
        except Refused as refusal:
            messages.error(request, f"{safe_name(name)} – {refusal}")
        else:
            kept += 1
    if kept:
        said = ngettext("Un document est joint.", "%(count)s documents sont joints.", kept)
        messages.success(request, said % {"count": kept})
    return kept


def _answered(request: SignedRequest, pk: int) -> HttpResponseBase:
    """A script is told where to go next; a page goes there."""
    if wants_json(request):
        return JsonResponse({"url": request.path})
    return redirect("organisation_documents", pk)


def _page(request: SignedRequest, application: Application, form: DocumentForm) -> HttpResponse:
    dossier = Dossier(application)
    current = dossier.step(rules.DOCUMENTS)
    context = {
        "application": application,
        "step": current,
        "form": form,
        "documents": application.attachments.current().with_file(),
        "pages": dossier.pages(current),
        "correction": dossier.correction,
        "previous": dossier.before(current) if current else None,
        "most": attachments.MOST,
        "fictitious": application.is_fictitious,
    }
    return render(request, "organisation/documents.html", context)


def _mine(request: SignedRequest, pk: int) -> Attachment:
    owned = Attachment.objects.filter(application__in=Application.objects.owned_by(request.user))
    return visible_or_404(owned.select_related("file__organisation", "application__organisation"), pk=pk)


@require_safe
@signed_in
def download(request: SignedRequest, pk: int) -> HttpResponse:
    return handed_out(_mine(request, pk).file)


@require_POST
@signed_in
def remove(request: SignedRequest, pk: int) -> HttpResponse:
    attachment = _mine(request, pk)
    attempt(
        request, _("Le document est retiré."), attachments.detach, actor=request.user, attachment=attachment
    )
    return redirect("organisation_documents", attachment.application_id)
