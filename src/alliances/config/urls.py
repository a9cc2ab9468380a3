"""All doors. French at the root, the same paths in English under /en/."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

urlpatterns = i18n_patterns(
    path("", include("alliances.spaces.public.urls")),
    path("", include("alliances.spaces.journey.urls")),
    path("", include("alliances.spaces.me.urls")),
    path("ministere/", include("alliances.spaces.ministry.urls")),
    path("region/", include("alliances.spaces.manager.urls")),
    path("versements/", include("alliances.spaces.payments.urls")),
    path("organisme/", include("alliances.spaces.organisation.urls")),
    path("comite/", include("alliances.spaces.committee.urls")),
    path("greffe/", include("alliances.spaces.council.urls")),
    path("documents/", include("alliances.interfaces.documents.urls")),
    path("conseil/", include("alliances.spaces.advisory.urls")),
    path("verification/", include("alliances.spaces.audit.urls")),
    path("observatoire/", include("alliances.spaces.observatory.urls")),
    path("", include("alliances.ui.urls")),
    path("compte/", include("allauth.urls")),
    prefix_default_language=False,
)

handler400 = "alliances.ui.errors.bad_request"
handler403 = "alliances.ui.errors.forbidden"
handler404 = "alliances.ui.errors.not_found"
handler500 = "alliances.ui.errors.server_error"
