"""An answer of the engine as aligned columns, for people at a terminal. Money in dollars, bounds shown."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from alliances.engine.money import dollars

Answer = Mapping[str, Any]
_MONEY = frozenset({"cents", "remaining", "regions", "min", "max", "set_asides", "amounts"})
_COLUMNS = ("cents", "state", "remaining", "weights", "gain_share", "min", "max", "per_person_cents")
_TITLES = {"cents": "amount", "per_person_cents": "per person"}
_PERCENT = frozenset({"weights", "gain_share"})


def as_table(answer: Answer) -> str:
    """One block of lines for an answer, or the reason and remedies of one without."""
    if answer["status"] == "infeasible":
        return "\n".join(_infeasible_lines(answer))
    columns = _columns(answer)
    lines = _aligned(columns) if columns else []
    shown = {*_COLUMNS, "exact", "decomposition", "bounds", "trail", "status", "id"}
    for name, value in answer.items():
        if name not in shown:
            lines += _entry(name, value, money=name in {"unspent", "carried", "returned"} | _MONEY)
    return "\n".join(lines)


def money(cents: int) -> str:
    return f"{dollars(cents):,.2f}"


def _infeasible_lines(answer: Answer) -> list[str]:
    lines = [f"infeasible: {answer['reason']}"]
    figures = ("shortfall", "surplus", "difference", "remainder")
    lines += [f"{name}: {money(answer[name])}" for name in figures if name in answer]
    lines += [f"{name}: {answer[name]}" for name in ("criterion", "level") if name in answer]
    if "codes" in answer:
        lines.append(f"codes: {', '.join(answer['codes'])}")
    for remedy in answer.get("remedies", ()):
        details = [f"{name} {value}" for name, value in remedy.items() if name in {"limit", "suggested"}]
        if "amount" in remedy:
            details.append(money(remedy["amount"]))
        details += [f"{code} {money(cents)}" for code, cents in remedy.get("amounts", {}).items()]
        lines.append(f"possible: {remedy['kind']} ({', '.join(details)})")
    return lines


def _columns(answer: Answer) -> list[list[str]]:
    """The table by columns: header first, one row per code, and a total under the amounts."""
    present = [name for name in _COLUMNS if isinstance(answer.get(name), Mapping)]
    if not present:
        return []
    codes = list(answer[present[0]])
    columns = [["code", *codes]]
    columns += [
        [_TITLES.get(name, name), *(_cell(name, answer[name][code]) for code in codes)] for name in present
    ]
    parts = answer.get("decomposition", {})
    names: dict[str, int] = next(iter(parts.values()), {})
    columns += [[name, *(money(parts[code][name]) for code in codes)] for name in names]
    if "trail" in answer:
        columns.append(["origin", *(str(answer["trail"]["origin"][code] or "") for code in codes)])
    if "cents" in present:
        columns[0].append("total")
        columns[1].append(money(sum(answer["cents"].values())))
        columns[2:] = [[*column, ""] for column in columns[2:]]
    return columns


def _cell(name: str, value: object) -> str:
    """A value of a column: money, a share in per cent, or as it is. Rounded: this form is for reading only."""
    if name in _MONEY and isinstance(value, int):
        return money(value)
    if name in _PERCENT:
        return f"{_rounded(Fraction(str(value)) * 100):,.4f} %"
    return money_of(Fraction(str(value))) if name == "per_person_cents" else str(value)


def money_of(cents: Fraction) -> str:
    """An exact amount, to the nearest cent."""
    return money(round(cents))


def _rounded(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _aligned(columns: Sequence[Sequence[str]]) -> list[str]:
    """Codes to the left, everything else to the right."""
    widths = [max(map(len, column)) for column in columns]
    rows = zip(*columns, strict=True)
    return [
        "  ".join(
            cell.ljust(width) if c == 0 else cell.rjust(width)
            for c, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _entry(name: str, value: object, *, money: bool) -> list[str]:
    """A figure on a line; a mapping or a list, one line per entry."""
    if isinstance(value, Mapping):
        return [f"{name}:", *(f"  {key}  {_inline(each, money=money)}" for key, each in value.items())]
    if isinstance(value, list):
        return [f"{name}:", *(f"  {_inline(each, money=False)}" for each in value)]
    return [f"{name}: {_inline(value, money=money)}"]


def _inline(value: object, *, money: bool) -> str:
    if isinstance(value, Mapping):
        return "  ".join(f"{key} {_inline(each, money=True)}" for key, each in value.items())
    if isinstance(value, list):
        return "  ".join(str(each) for each in value)
    return f"{dollars(value):,.2f}" if money and isinstance(value, int) else str(value)
