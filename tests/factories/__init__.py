"""A small fictitious world for tests: two regions, people in their roles, one journey of the money.

`world()` builds what stands before a call; `open_call`, `sent_application`, … walk one step further each, through the
product's own actions. Nothing here needs the reference data.
"""

from tests.factories.files import (
    ANSWERS,
    budget,
    draft_application,
    open_call,
    recommend,
    recommended_application,
    resolution,
    scored_application,
    sent_application,
)
from tests.factories.money import (
    make_offer,
    offered_grant,
    open_recovery,
    paid_grant,
    pay_next,
    report,
    reported_grant,
    requested_payment,
    signed_grant,
)
from tests.factories.sides import (
    PASSWORD,
    ROLES_IN_TERRITORY,
    Side,
    account,
    body,
    hold,
    organisation,
    side,
    sitting,
    territory,
)
from tests.factories.worlds import (
    adopted_priority,
    adopted_scenario,
    draft_opinion,
    envelope,
    form_version,
    local_envelope,
    problem,
    published_opinion,
    signed_alliance,
    spokesperson,
    strategy,
    world,
)

from alliances.domain.people.roles import Role
from alliances.domain.territories.models import Level

__all__ = [
    "ANSWERS",
    "PASSWORD",
    "ROLES_IN_TERRITORY",
    "Level",
    "Role",
    "Side",
    "account",
    "adopted_priority",
    "adopted_scenario",
    "body",
    "budget",
    "draft_application",
    "draft_opinion",
    "envelope",
    "form_version",
    "hold",
    "local_envelope",
    "make_offer",
    "offered_grant",
    "open_call",
    "open_recovery",
    "organisation",
    "paid_grant",
    "pay_next",
    "problem",
    "published_opinion",
    "recommend",
    "recommended_application",
    "report",
    "reported_grant",
    "requested_payment",
    "resolution",
    "scored_application",
    "sent_application",
    "side",
    "signed_alliance",
    "signed_grant",
    "sitting",
    "spokesperson",
    "strategy",
    "territory",
    "world",
]
