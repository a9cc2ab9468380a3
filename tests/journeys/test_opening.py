"""A region that starts in mid-plan: from the template to the second signature, in a real browser, with a real file.

Her first workbook has a wrong cell; her second one does not reconcile with the envelope. Every page she meets is valid
HTML, fits the window and has nothing for axe to say.
"""

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect
from python_calamine import CalamineWorkbook
from tests.support import accessibility, html

from alliances.ops.demo.cast import PASSWORD

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
PLACE = "100"  # Rimouski-Neigette
GRANT = [
    "2025-014", "Le Marché du quai (exemple fictif)", PLACE, "local", "Se nourrir près de chez soi", "Marché roulant",
    "Conseil de la MRC", "2025-06-112", "2025-06-10", "2025-06-20", "2025-07-01", "2027-06-30",
    "60000,00", "45000,00", "20000,00",
]  # fmt: skip
WRITTEN = {
    "Soldes": [[PLACE, "local", "70000,00", "60000,00", "45000,00", "20000,00"]],
    "Organismes": [[GRANT[1], PLACE, ""]],
    "Priorités": [[PLACE, GRANT[4], "Le besoin.", "2, 4", "18", "9", "Conseil de la MRC", "2025-03-12"]],
    "Aides en cours": [GRANT],
}  # fmt: skip


def filled(template: bytes, rows: dict[str, list[list[str]]]) -> bytes:
    """The downloaded template with these rows in the place of its examples."""
    found = CalamineWorkbook.from_filelike(io.BytesIO(template))
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
        for name in found.sheet_names:
            page = book.add_worksheet(name)
            page.write_row(0, 0, found.get_sheet_by_name(name).to_python()[0])
            for line, cells in enumerate(rows[name], start=1):
                page.write_row(line, 0, cells)
    return output.getvalue()


def looked_at(page: Page) -> Page:
    faults = [*accessibility.violations(page), *html.faults(page.content())]
    assert not faults, f"{page.url}:\n" + "\n".join(faults)
    assert accessibility.sideways_scroll(page) == 0
    return page


def read(page: Page, file: Path, content: bytes) -> None:
    file.write_bytes(content)
    page.get_by_label("Situation en date du").fill("2026-03-31")
    page.get_by_label("Classeur rempli").set_input_files(file)
    page.get_by_role("button", name="Lire le classeur").click()


def enter(page: Page, sign_in: Callable[..., None], who: str) -> Page:
    sign_in(page, f"{who}@demo.exemple", PASSWORD)
    return page


def test_a_region_starts_in_mid_plan_and_its_running_grant_goes_on_here(
    new_context: Callable[..., BrowserContext], sign_in: Callable[[Page, str, str], None], tmp_path: Path
) -> None:
    page = enter(new_context(width=360).new_page(), sign_in, "region01")
    page.goto(reverse("manager_alliance_list"))
    page.get_by_role("link", name="Alliance de démonstration, Bas-Saint-Laurent").click()
    page.get_by_role("link", name="Commencer en cours de plan").click()
    looked_at(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger le modèle (XLSX)").click()
    template = Path(download.value.path()).read_bytes()

    wrong: dict[str, Any] = {**WRITTEN, "Aides en cours": [[*GRANT[:12], "beaucoup", *GRANT[13:]]]}
    read(page, tmp_path / "reprise.xlsx", filled(template, wrong))
    line = looked_at(page).get_by_role("row").filter(has_text="Montant accordé")
    expect(line).to_contain_text("Aides en cours")
    expect(line).to_contain_text("2")
    expect(line).to_contain_text("Écrivez un montant en dollars")

    read(page, tmp_path / "reprise.xlsx", filled(template, WRITTEN))
    expect(looked_at(page).get_by_text(re.compile("Écarts sans explication"))).to_be_visible()
    expect(page.get_by_role("button", name="Signer la reprise")).to_have_count(0)
    reasons = page.get_by_role("textbox", name=re.compile("^Pourquoi"))
    for place in range(reasons.count()):
        reasons.nth(place).fill("Solde tenu par le ministère.")
    page.get_by_role("button", name="Enregistrer les explications").click()
    page.get_by_role("button", name="Signer la reprise").click()
    expect(page.get_by_text("Vous avez déjà signé.")).to_be_visible()

    second = enter(new_context().new_page(), sign_in, "ministere")
    second.goto(reverse("today"))
    second.get_by_role("link", name=re.compile("Signer la reprise")).click()
    looked_at(second).get_by_role("button", name="Signer et faire la reprise").click()
    expect(second.get_by_text("La reprise est faite.")).to_be_visible()
    looked_at(second)

    page.goto(reverse("mailbox"))
    expect(page.get_by_role("link", name=re.compile("La reprise est faite"))).to_be_visible()
    page.goto(reverse("manager_grant_list"))
    page.get_by_role("row").filter(has_text="Marché").get_by_role("link").first.click()
    main = looked_at(page).get_by_role("main")
    expect(main).to_contain_text("45 000,00")
    expect(main).to_contain_text("Versé avant la reprise.")
