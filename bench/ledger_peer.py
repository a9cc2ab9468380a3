"""What django-hordak 2.0.0 does of the same work. Run by `ledger_hot.py`, in an environment of its own.

    python bench/ledger_peer.py HOST USER DATABASE SECONDS

Prints one JSON object: what its natural code does (read the balance, then transfer, in one transaction), and what it
does once the caller locks the account by hand, since the library offers no floor.
"""

import json
import multiprocessing
import resource
import sys
import time
from decimal import Decimal
from statistics import median
from typing import Any

PROCESSES, PLACES, BULK = 8, 104, 10_000
HELD, EACH = Decimal("1000.00"), Decimal("7.00")  # 142 transfers fit, and not one more


def main() -> int:
    host, user, database, seconds = sys.argv[1:5]
    _prepare(host, user, database)
    from django.core.management import call_command
    from hordak.models import Account

    call_command("migrate", verbosity=0)
    places = [
        Account.objects.create(name=f"a{n}", code=f"{n:04d}", type="AS", currencies=["CAD"])
        for n in range(PLACES)
    ]
    found: dict[str, Any] = {"bulk_per_second": _bulk(places)}
    reads = []
    for _turn in range(20):
        started = time.perf_counter()
        list(Account.objects.with_balances())
        reads.append((time.perf_counter() - started) * 1000)
    found["balances_ms"] = median(reads)
    for mode in ("natural", "locked"):
        found[mode] = _race(places, mode, float(seconds))
    found["memory_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(found))
    return 0


def _prepare(host: str, user: str, database: str) -> None:
    import django
    from django.conf import settings

    engine = {"ENGINE": "django.db.backends.postgresql", "HOST": host, "USER": user, "NAME": database}
    settings.configure(
        SECRET_KEY="bench",  # noqa: S106
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "mptt", "hordak"],
        DATABASES={"default": engine},
        DEFAULT_CURRENCY="CAD",
        CURRENCIES=["CAD"],
    )
    django.setup()


def _money(amount: object) -> Any:
    from moneyed import Money

    return Money(amount, "CAD")


def _bulk(places: list[Any]) -> float:
    """Transfers a second through `bulk_create`, the balance of each checked by the library's trigger."""
    from django.db import transaction
    from hordak.models import Leg, Transaction

    started = time.perf_counter()
    with transaction.atomic():
        made = Transaction.objects.bulk_create([Transaction() for _ in range(BULK)], batch_size=2000)
        legs = []
        for rank, each in enumerate(made):
            legs.append(Leg(transaction=each, account=places[rank % PLACES], credit=_money("1.00")))
            legs.append(Leg(transaction=each, account=places[(rank + 1) % PLACES], debit=_money("1.00")))
        Leg.objects.bulk_create(legs, batch_size=2000)
    return BULK / (time.perf_counter() - started)


def _race(places: list[Any], mode: str, seconds: float) -> dict[str, float]:
    """An envelope of 1,000.00 from which eight processes take 7.00 each until the time is over."""
    from django.db import connection
    from hordak.models import Account

    envelope = Account.objects.create(name=mode, code=f"8{mode[0]}", type="AS", currencies=["CAD"])
    places[0].transfer_to(envelope, _money(HELD))
    connection.close()
    with multiprocessing.Pool(PROCESSES) as pool:
        work = [(envelope.pk, places[rank + 1].pk, mode, seconds) for rank in range(PROCESSES)]
        results = pool.map(_take, work, chunksize=1)
    balance = envelope.get_balance()["CAD"].amount
    return {
        "accepted": sum(accepted for accepted, _attempts, _spent in results),
        "attempts_per_second": sum(attempts / spent for _accepted, attempts, spent in results),
        "balance": float(balance),
    }


def _take(work: tuple[int, int, str, float]) -> tuple[int, int, float]:
    from django.db import connection, transaction
    from hordak.models import Account

    envelope_pk, place_pk, mode, seconds = work
    connection.close()
    envelope, place = Account.objects.get(pk=envelope_pk), Account.objects.get(pk=place_pk)
    accepted = attempts = 0
    started = time.perf_counter()
    while time.perf_counter() - started < seconds:
        attempts += 1
        with transaction.atomic():
            if mode == "locked":
                Account.objects.select_for_update().get(pk=envelope_pk)
            if envelope.get_balance()["CAD"].amount >= EACH:
                envelope.transfer_to(place, _money(EACH))
                accepted += 1
    return accepted, attempts, time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
