"""Twenty clerks, each a process of the operating system with a connection of its own.

Reads one line of JSON for each round: for each clerk the actor, the call, the sitting, a file, an amount in cents and a
number of resolution. Answers one line: what each was told. The mother never connects, so that no child inherits a
connection; the children load everything, say that they are ready, and start together.
"""

import json
import os
import sys
from typing import Any, TextIO

import django

django.setup()

from alliances.domain.applications.models import Application  # noqa: E402 - models wait for the set-up
from alliances.domain.bodies.models import Sitting  # noqa: E402
from alliances.domain.calls.models import Call  # noqa: E402
from alliances.domain.common.verdict import Refused  # noqa: E402
from alliances.domain.people.models import Account  # noqa: E402
from alliances.domain.review import actions  # noqa: E402


def child(orders: TextIO, answers: TextIO) -> None:
    for line in orders:
        order = json.loads(line)
        application = Application.objects.get(pk=order["application"])
        given: dict[str, Any] = {
            "actor": Account.objects.get(pk=order["actor"]),
            "call": Call.objects.with_context().get(pk=order["call"]),
            "sitting": Sitting.objects.select_related("body__territory").get(pk=order["sitting"]),
            "number": order["number"],
            "verdicts": [actions.Verdicts(application, order["amount_cents"], "Course entre vingt greffes.")],
        }
        say(answers, "ready")
        orders.readline()
        try:
            actions.record_resolution(**given)
        except Refused as refusal:
            say(answers, str(refusal))
        else:
            say(answers, "")


def say(to: TextIO, text: str) -> None:
    to.write(json.dumps(text) + "\n")
    to.flush()


def hire() -> tuple[TextIO, TextIO]:
    """One clerk: where to write her orders, where to read her answers."""
    (orders_in, orders_out), (answers_in, answers_out) = os.pipe(), os.pipe()
    if os.fork() == 0:
        os.close(orders_out)
        os.close(answers_in)
        try:
            child(os.fdopen(orders_in), os.fdopen(answers_out, "w"))
        finally:
            os._exit(0)
    os.close(orders_in)
    os.close(answers_out)
    return os.fdopen(orders_out, "w"), os.fdopen(answers_in)


def main() -> None:
    clerks = [hire() for _ in range(int(sys.argv[1]))]
    for line in sys.stdin:
        for (orders, _answers), order in zip(clerks, json.loads(line), strict=True):
            orders.write(json.dumps(order) + "\n")
            orders.flush()
        for _orders, answers in clerks:
            answers.readline()
        for orders, _answers in clerks:
            orders.write("go\n")
            orders.flush()
        print(json.dumps([json.loads(answers.readline()) for _orders, answers in clerks]), flush=True)


if __name__ == "__main__":
    main()
