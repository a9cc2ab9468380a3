"""The job that sends: every five minutes, what was released for ten minutes, one e-mail a person."""

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from alliances.domain.notices.models import Notice
from alliances.domain.notices.queries import mailbox
from alliances.domain.people.models import Account
from alliances.interfaces.mail.digest import digest

GATHER = timedelta(minutes=10)
AT_ONCE = 500
log = logging.getLogger(__name__)


@app.periodic(cron="*/5 * * * *")
@app.task(name="mail.send_digests", queueing_lock="mail.send_digests")
def send_digests(timestamp: int) -> None:
    send_due()


def send_due() -> int:
    """Sends what is due; number of e-mails sent. A server that refuses one person's e-mail delays that one only."""
    due = Notice.objects.released().filter(emailed_at=None, released_at__lte=timezone.now() - GATHER)
    accounts = due.order_by("account").values_list("account", flat=True).distinct()[:AT_ONCE]
    return sum(_send_to(account) for account in Account.objects.filter(pk__in=list(accounts)).order_by("pk"))


def _send_to(account: Account) -> bool:
    """At least once: the mark is written after the server took the e-mail, in the transaction that holds the rows."""
    try:
        with transaction.atomic():
            rows = (
                Notice.objects.released()
                .filter(account=account, emailed_at=None)
                .order_by("created_at", "pk")
            )
            held = list(rows.select_for_update(of=("self",), skip_locked=True))
            seen = set(mailbox(account).filter(pk__in=[n.pk for n in held]).values_list("pk", flat=True))
            told = [notice for notice in held if notice.pk in seen and notice.read_at is None]
            if told and account.is_active:
                digest(account, told).send()
            Notice.objects.filter(pk__in=[n.pk for n in held]).update(emailed_at=timezone.now())
            return bool(told)
    except OSError as error:
        log.warning("e-mail to account %s put off: %s", account.pk, error)
        return False
