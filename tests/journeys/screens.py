"""The screens that `./test --screens` writes. Add one line per screen; the demonstration gives it its data."""

from typing import NamedTuple

from alliances.ops.demo.cast import CAST


class Screen(NamedTuple):
    """`path` is the French one, without language prefix; `role` is the label of a demonstration account, or empty."""

    name: str
    path: str
    role: str = ""


# Who sees what: the key of a demonstration account (empty: a visitor), then the pages it opens.
PAGES: dict[str, tuple[str, ...]] = {
    "": (
        "/",
        "/compte/login/",
        "/composants/",
        "/sources/",
        "/plans/",
        "/plans/PAGMAP/",
        "/plans/PAGIEPS/",
        "/buts/4/",
        "/mesures/PAGMAP-3.1.1.1/",
        "/mesures/PAGIEPS-11/",
        "/territoires/",
        "/territoires/12/",
        "/territoires/310/",
        "/territoires/14/",
        "/loi/",
        "/loi/article-11/",
        "/loi/obligations/",
        "/comite-consultatif/",
        "/chiffres/seuils/",
        "/recherche/?q=appalaches",
        "/appels/",
        "/appels/1/",
        "/alliances/",
        "/alliances/1/",
        "/plans-locaux/1/",
        "/priorites/1/",
        "/enveloppes/",
        "/enveloppes/1/",
        "/repartitions/1/",
        "/aides/",
        "/aides/1/",
        "/versements-publics/1/",
        "/organismes/1/",
        "/parcours/",
        "/parcours/1/",
    ),
    "ministere": (
        "/aujourdhui/",
        "/moi/",
        "/moi/invitations/",
        "/ministere/enveloppes/",
        "/ministere/enveloppes/nouvelle/",
        "/ministere/enveloppes/1/",
        "/ministere/enveloppes/1/releve/",
        "/ministere/repartitions/",
        "/ministere/repartitions/1/",
        "/ministere/alliances/",
        "/ministere/alliances/nouvelle/",
        "/ministere/alliances/1/",
    ),
    "ministere2": ("/aujourdhui/", "/ministere/repartitions/3/"),
    "region": (
        "/aujourdhui/",
        "/region/alliances/",
        "/region/alliances/1/",
        "/region/alliances/1/cadre/",
        "/region/alliances/1/appels/nouveau/",
        "/region/plans-locaux/",
        "/region/plans-locaux/1/",
        "/region/appels/",
        "/region/appels/1/",
        "/region/demandes/",
        "/region/demandes/4/",
        "/region/decisions/",
        "/region/decisions/3/convention/",
        "/region/aides/",
        "/region/aides/1/",
        "/region/redditions/",
        "/region/redditions/1/",
    ),
    "mrc": ("/aujourdhui/", "/region/plans-locaux/1/", "/region/alliances/1/plans-locaux/nouveau/"),
    "organisme": (
        "/aujourdhui/",
        "/organisme/demandes/",
        "/organisme/demandes/1/",
        "/organisme/demandes/1/accuse/",
        "/organisme/demandes/6/",
        "/organisme/demandes/6/etapes/projet/",
        "/organisme/demandes/6/etapes/montants/",
        "/organisme/demandes/6/verification/",
        "/organisme/aides/",
        "/organisme/aides/1/",
    ),
    "comite": ("/aujourdhui/", "/comite/demandes/", "/comite/demandes/5/", "/comite/mes-notes/"),
    "greffe": (
        "/aujourdhui/",
        "/greffe/appels/",
        "/greffe/appels/1/",
        "/greffe/resolutions/",
        "/greffe/resolutions/1/",
    ),
    "versement": ("/aujourdhui/", "/versements/"),
    "approbation": ("/aujourdhui/",),
    "cclp": ("/aujourdhui/",),
    "analyse": ("/aujourdhui/",),
    "audit": ("/aujourdhui/", "/ministere/enveloppes/1/releve/", "/region/demandes/"),
}

_ROLES = {member.key: member.shown_role for member in CAST}


def _name(key: str, path: str) -> str:
    return f"{key or 'visite'}{path.split('?', maxsplit=1)[0].rstrip('/').replace('/', '-') or '-accueil'}"


SCREENS = [
    Screen(_name(key, path), path, _ROLES.get(key, "")) for key, paths in PAGES.items() for path in paths
]
