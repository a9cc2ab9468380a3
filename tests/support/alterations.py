"""What the owner of the database changes by hand outside the ledger, and the sentence that must name it."""

# ruff: noqa: S608 - what is typed here is all there is

LAST = "SELECT max(id) FROM common_transitionrecord WHERE subject_type = 'grants.payment'"
PAID = "SELECT min(id) FROM grants_payment WHERE state = 'paid' AND reference LIKE 'V-%'"
OF_PAID = f"FROM common_transitionrecord WHERE subject_type = 'grants.payment' AND subject_id = ({PAID})"
VERSIONS = f"FROM grants_paymentevent WHERE pgh_obj_id = ({PAID})"
SOMEBODY = "SELECT min(person_id) FROM people_account"
CORRECTED = """
    subject_type = 'applications.application' AND subject_id = (SELECT application_id FROM applications_correction)
"""
LAST_CORRECTED = f"SELECT max(id) FROM common_transitionrecord WHERE {CORRECTED}"
PASSAGE = """
    INSERT INTO common_transitionrecord (subject_type, subject_id, name, source, target, actor_id, at, reason)
    SELECT 'grants.payment', {subject}, '{name}', '{source}', '{target}', min(id), now(), '' FROM people_account
"""
TWO_ACCOUNTS = "SELECT committed_account_id FROM grants_grant WHERE state = 'signed' ORDER BY id"
SWAP_DRAWN = f"""
    UPDATE ledger_ledgeraccount one SET drawn_from_id = other.drawn_from_id FROM ledger_ledgeraccount other
    WHERE one.id IN ({TWO_ACCOUNTS}) AND other.id IN ({TWO_ACCOUNTS}) AND one.drawn_from_id <> other.drawn_from_id
"""
SWAP_INSTALMENTS = """
    UPDATE grants_instalment one SET amount_cents = other.amount_cents FROM grants_instalment other
    WHERE one.grant_id = other.grant_id AND one.id <> other.id
"""
SWAP_STEPS = f"""
    UPDATE common_transitionrecord one SET (name, source, target) = (other.name, other.source, other.target)
    FROM common_transitionrecord other WHERE one.id <> other.id AND (one.subject_type, other.subject_type) =
        ('grants.payment', 'grants.payment') AND one.subject_id = ({PAID}) AND other.subject_id = one.subject_id
        AND (one.name, other.name) IN (('approve', 'mark_paid'), ('mark_paid', 'approve'))
"""
CLOSED_EARLY = """
    UPDATE ledger_fiscalyear SET closed_at = now(), closed_by_id = b.id, closing_proposed_by_id = a.id,
        closing_proposed_at = now()
    FROM (SELECT min(id) id FROM people_person) a, (SELECT max(id) id FROM people_person) b WHERE start_year = {year}
"""
PAYMENT, GRANT, FILE = "Versement nᵒ \\d+ : ", "Aide financière nᵒ \\d+ : ", "Demande nᵒ \\d+ : "
KEPT = "ce qui est inscrit n’est pas sa dernière version conservée"

PASSAGES = {
    "the last passage deleted": (
        [f"DELETE FROM common_transitionrecord WHERE id = ({LAST})"],
        f"{PAYMENT}son état n’est pas celui de son dernier passage, « request »",
    ),
    "the birth deleted": (
        [f"DELETE {OF_PAID} AND name = 'request'"],
        f"{PAYMENT}il manque un passage d’état avant « approve »",
    ),
    "a passage in the middle": (
        [f"DELETE {OF_PAID} AND name = 'approve'"],
        f"{PAYMENT}il manque un passage d’état avant « mark_paid »",
    ),
    "all passages of a payment": ([f"DELETE {OF_PAID}"], f"{PAYMENT}aucun passage n’a mené à son état"),
    "every passage": (["TRUNCATE common_transitionrecord CASCADE"], "Alliance nᵒ \\d+ : aucun passage"),
    "a round trip": (
        [
            f"DELETE FROM common_transitionrecord WHERE {CORRECTED} AND name = 'ask_correction'",
            f"DELETE FROM common_transitionrecord WHERE id = ({LAST_CORRECTED})",
        ],
        f"{FILE}son état a changé sans qu’un passage le dise",
    ),
    "a passage too many": (
        [PASSAGE.format(subject=f"({PAID})", name="approve", source="requested", target="approved")],
        f"{PAYMENT}il manque un passage d’état avant « approve »",
    ),
    "a passage of nothing": (
        [PASSAGE.format(subject=999999, name="request", source="", target="requested")],
        "Versement nᵒ 999999 : cet objet n’est plus dans la base",
    ),
    "a step that no table has": (
        [f"UPDATE common_transitionrecord SET name = 'essai' WHERE id = ({LAST})"],
        f"{PAYMENT}le passage « essai » n’est pas une étape permise",
    ),
    "another target": (
        [f"UPDATE common_transitionrecord SET target = 'paid' WHERE id = ({LAST})"],
        f"{PAYMENT}le passage « refuse » n’est pas une étape permise",
    ),
    "another file": (
        [f"UPDATE common_transitionrecord SET subject_id = 999999 WHERE id = ({LAST})"],
        "Versement nᵒ 999999 : cet objet n’est plus dans la base",
    ),
    "two passages swapped": ([SWAP_STEPS], f"{PAYMENT}il manque un passage d’état avant « mark_paid »"),
    "another person in a passage": (
        [
            f"UPDATE common_transitionrecord SET actor_id = (SELECT min(id) FROM people_account) WHERE id = ({LAST})"
        ],
        f"{PAYMENT}la personne qu’il nomme \\(approved_by\\) n’est pas celle du passage",
    ),
    "a passage on another day": (
        [f"UPDATE common_transitionrecord SET at = at + interval '1 day' WHERE id = ({LAST})"],
        f"{PAYMENT}le passage « refuse » n’est pas daté du jour",
    ),
    "a passage before the one before it": (
        [f"UPDATE common_transitionrecord SET at = at - interval '1 day' WHERE id = ({LAST})"],
        f"{PAYMENT}le passage « refuse » .* est daté d’avant le précédent",
    ),
}
ROWS = {
    "the day of a payment": (
        ["UPDATE grants_payment SET paid_on = paid_on - 1"],
        f"{PAYMENT}{KEPT} \\(paid_on\\)",
    ),
    "who asked for a payment": (
        [f"UPDATE grants_payment SET requested_by_id = ({SOMEBODY}) WHERE id = ({PAID})"],
        f"{PAYMENT}{KEPT} \\(requested_by_id\\)",
    ),
    "the day of an agreement": (
        ["UPDATE grants_grant SET signed_on = signed_on - 1"],
        f"{GRANT}{KEPT} \\(signed_on\\)",
    ),
    "who signed an agreement": (
        ["UPDATE grants_grant SET signed_for_organisation = 'Autre'"],
        f"{GRANT}{KEPT} \\(signed_for_organisation\\)",
    ),
    "the end of payments": (
        ["UPDATE grants_grant SET payments_ended_on = signed_on WHERE state = 'closed' OR state = 'signed'"],
        f"{GRANT}{KEPT} \\(payments_ended_on\\)",
    ),
    "amounts of two instalments swapped": (
        [SWAP_INSTALMENTS],
        f"Tranche nᵒ \\d+ : {KEPT} \\(amount_cents\\)",
    ),
    "a resolution": (
        ["UPDATE review_resolution SET number = 'X' || id"],
        f"Résolution nᵒ \\d+ : {KEPT} \\(number\\)",
    ),
    "the day of a resolution": (
        ["UPDATE review_resolution SET adopted_on = adopted_on + 1"],
        f"Résolution nᵒ \\d+ : {KEPT} \\(adopted_on\\)",
    ),
    "a recommendation": (
        ["UPDATE review_recommendation SET reasons = ''"],
        f"Recommandation nᵒ \\d+ : {KEPT} \\(reasons\\)",
    ),
    "a review": (
        ["UPDATE review_review SET has_conflict = true, submitted_at = NULL"],
        "Évaluation nᵒ \\d+ : ",
    ),
    "the reason of an amendment": (
        ["UPDATE grants_amendment SET reason = 'Autre'"],
        f"Avenant nᵒ \\d+ : {KEPT} \\(reason\\)",
    ),
    "a request": (
        ["UPDATE grants_amendmentrequest SET reason = 'Autre'"],
        f"Demande d’avenant nᵒ \\d+ : {KEPT}",
    ),
    "the day of a recovery": (
        ["UPDATE grants_recovery SET received_on = received_on - 1"],
        f"Recouvrement nᵒ \\d+ : {KEPT}",
    ),
    "the file of an opening": (["UPDATE openings_opening SET file_name = 'x'"], f"Reprise nᵒ \\d+ : {KEPT}"),
    "an envelope's years": (
        ["UPDATE envelopes_envelope SET last_year = 2029"],
        f"Enveloppe nᵒ \\d+ : {KEPT}",
    ),
    "a version altered": (
        [f"UPDATE grants_paymentevent SET purpose = 'x' WHERE pgh_id = (SELECT max(pgh_id) {VERSIONS})"],
        f"{PAYMENT}{KEPT} \\(purpose\\)",
    ),
    "the last version deleted": (
        [f"DELETE FROM grants_paymentevent WHERE pgh_id = (SELECT max(pgh_id) {VERSIONS})"],
        f"{PAYMENT}le passage « mark_paid » n’a pas changé son état",
    ),
    "the first version deleted": (
        [f"DELETE FROM grants_paymentevent WHERE pgh_id = (SELECT min(pgh_id) {VERSIONS})"],
        f"{PAYMENT}la première de ses versions conservées manque",
    ),
    "a version in the middle": (
        [f"DELETE {VERSIONS} AND state = 'approved'"],
        f"{PAYMENT}le passage « approve » n’a pas changé",
    ),
    "all versions": ([f"DELETE {VERSIONS}"], f"{PAYMENT}aucune version n’en est conservée"),
    "who made a version": (
        ["UPDATE grants_paymentevent SET pgh_context_id = gen_random_uuid()"],
        f"{PAYMENT}qui a fait une de ses versions n’est plus conservé",
    ),
    "a state changed with its version": (
        [
            "UPDATE grants_amendmentrequest SET state = 'withdrawn'",
            "UPDATE grants_amendmentrequestevent SET state = 'withdrawn'",
        ],
        "Demande d’avenant nᵒ \\d+ : son état n’est pas celui de son dernier passage",
    ),
    "who approved, in the row and in its versions": (
        [
            f"UPDATE grants_payment SET approved_by_id = ({SOMEBODY}) WHERE id = ({PAID})",
            f"UPDATE grants_paymentevent SET approved_by_id = ({SOMEBODY}) WHERE pgh_obj_id = ({PAID})",
        ],
        f"{PAYMENT}la personne qu’il nomme \\(approved_by\\) n’est pas celle du passage",
    ),
    "when it was approved, in the row and in its versions": (
        [
            "UPDATE grants_payment SET approved_at = approved_at - interval '1 day'",
            "UPDATE grants_paymentevent SET approved_at = approved_at - interval '1 day'",
        ],
        f"{PAYMENT}sa date \\(approved_at\\) n’est pas celle du passage",
    ),
    "whose signature it is": (
        ["UPDATE envelopes_signature SET account_id = (SELECT min(id) FROM people_account)"],
        "Répartition nᵒ \\d+ : ses signatures ne sont pas celles des personnes",
    ),
    "a signature of an opening": (
        ["UPDATE openings_openingsignature SET account_id = (SELECT min(id) FROM people_account)"],
        "Reprise nᵒ \\d+ : ses signatures ne sont pas celles",
    ),
    "a file that an opening did not bring": (
        ["UPDATE openings_opening SET rows = jsonb_set(rows, '{grants}', '[]')"],
        "Reprise nᵒ \\d+ : elle a apporté 0 dossiers, 1 en viennent aujourd’hui",
    ),
}
PLACES = {
    "two grants that draw from each other's envelope": (
        [SWAP_DRAWN],
        "A-\\d+-\\d+ : son compte \\d+ n’est pas à son étape, ou se prend sur une autre enveloppe",
    ),
    "an account at another stage": (
        ["UPDATE ledger_ledgeraccount SET stage = 'committed' WHERE stage = 'paid'"],
        "A-\\d+-\\d+ : son compte \\d+ n’est pas à son étape",
    ),
    "a kind of entry that goes nowhere": (
        ["UPDATE ledger_transfer SET kind = 'return' WHERE kind = 'payment'"],
        "Écriture \\d+ \\(payment:\\d+\\) : aucune règle ne permet",
    ),
    "a year closed by hand before its end": (
        [CLOSED_EARLY.format(year=2039)],
        "Exercice 2039 : il n’a pas été fermé à son tour",
    ),
    "a year reopened under one that is closed": (
        [
            "UPDATE ledger_transfer SET fiscal_year_id = 2006, posted_at = posted_at - interval '9 y' WHERE number = 1",
            CLOSED_EARLY.format(year=2007),
        ],
        "Exercice 2007 : il n’a pas été fermé à son tour",
    ),
    "a presence taken out": (
        ["DELETE FROM bodies_presence WHERE id = (SELECT min(id) FROM bodies_presence)"],
        "Séance nᵒ \\d+ : ses présences ne sont pas celles qui ont été arrêtées",
    ),
    "somebody present as another category": (
        ["UPDATE bodies_presence SET category = 'autre' WHERE id = (SELECT min(id) FROM bodies_presence)"],
        "Séance nᵒ \\d+ : ses présences ne sont pas celles qui ont été arrêtées",
    ),
    "the points of a reading deleted": (
        ["DELETE FROM review_score WHERE id = (SELECT min(id) FROM review_score)"],
        "Évaluation nᵒ \\d+ : ses points ne sont pas un par critère",
    ),
    "more points than there are": (
        ["UPDATE review_score SET points = 100 WHERE id = (SELECT min(id) FROM review_score)"],
        "Évaluation nᵒ \\d+ : ses points ne sont pas un par critère",
    ),
}
