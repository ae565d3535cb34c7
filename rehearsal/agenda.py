"""The demo's agenda: a council's evening in 31 items, in words of its own."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

COLUMNS = (
    "nummer;titel;vorlage;einreicher;art;öffentlich;mehrheit;abstimmung;gegenstand;beschlussvorschlag;link"
).split(";")
VOTED = frozenset({"beschluss", "änderung", "haushalt", "satzung", "wahl"})
PAPERS = "https://ratsinfo.musterstadt.example/vorlage/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of an agenda."""

    number: str
    title: str
    kind: str = "beschluss"
    paper: str = ""
    mover: str = ""
    public: bool = True
    majority: str = "einfach"
    ballot: str = "offen"
    object: str = ""
    proposal: str = ""

    def row(self) -> dict[str, str]:
        """Return the line as the agenda file has it."""
        voted = self.kind in VOTED
        return {
            "nummer": self.number,
            "titel": self.title,
            "vorlage": self.paper,
            "einreicher": self.mover,
            "art": self.kind,
            "öffentlich": "ja" if self.public else "nein",
            "mehrheit": self.majority if voted else "",
            "abstimmung": self.ballot if voted else "",
            "gegenstand": self.object,
            "beschlussvorschlag": self.proposal,
            "link": PAPERS + self.paper.replace("/", "-") if self.paper and self.public else "",
        }


def agenda_csv(items: Iterable[Item]) -> str:
    """Return the agenda file, with semicolons."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, delimiter=";", lineterminator="\r\n", restval="")
    writer.writeheader()
    writer.writerows(item.row() for item in items)
    return out.getvalue()


DEMO_AGENDA: tuple[Item, ...] = (
    Item(number="1", title="Eröffnung und Begrüßung", kind="formalie"),
    Item(number="2", title="Feststellung der Beschlussfähigkeit", kind="formalie"),
    Item(number="3", title="Bestätigung der Tagesordnung", object="Die Tagesordnung gilt wie vorgelegt."),
    Item(number="4", title="Bekanntgabe nichtöffentlich gefasster Beschlüsse", kind="formalie"),
    Item(number="5", title="Niederschriften", kind="formalie"),
    Item(
        number="5.1",
        title="Niederschrift über die Sitzung vom 14. Oktober 2026",
        object="Die Niederschrift wird genehmigt.",
    ),
    Item(
        number="5.2",
        title="Niederschrift über die Sondersitzung vom 28. Oktober 2026",
        object="Die Niederschrift wird genehmigt.",
    ),
    Item(number="6", title="Eilentscheidungen", kind="formalie"),
    Item(
        number="6.1",
        title="Ersatz der Heizungsanlage im Hallenbad Nord",
        kind="kenntnisnahme",
        paper="EE/26/0031",
    ),
    Item(number="7", title="Änderungen in der Zusammensetzung der Ausschüsse", kind="formalie"),
    Item(number="7.1", title="Umbesetzung im Bauausschuss", paper="V/26/0301"),
    Item(number="7.2", title="Umbesetzung im Kulturausschuss", paper="V/26/0302"),
    Item(number="7.3", title="Umbesetzung im Werksausschuss", paper="V/26/0303"),
    Item(number="7.4", title="Umbesetzung im Jugendhilfeausschuss", paper="V/26/0304"),
    Item(number="8", title="Anfragen aus der Einwohnerschaft", kind="formalie"),
    Item(number="8.1", title="Radweg am Nordring", kind="kenntnisnahme", paper="EA/26/0112"),
    Item(number="8.2", title="Beleuchtung im Stadtpark", kind="kenntnisnahme", paper="EA/26/0115"),
    Item(number="8.3", title="Öffnungszeiten der Bürgerämter", kind="kenntnisnahme", paper="EA/26/0118"),
    Item(
        number="9",
        title="Zwischenbericht zur kommunalen Wärmeplanung",
        kind="kenntnisnahme",
        paper="IV/26/0204",
    ),
    Item(number="10", title="Anträge", kind="formalie"),
    Item(
        number="10.1",
        title="Trinkbrunnen auf allen größeren Plätzen",
        paper="A/26/0087",
        mover="Grüne Stadt",
        object="Bis 2029 erhält jeder Platz über 1.000 m² einen Trinkbrunnen.",
    ),
    Item(
        number="10.2",
        title="Digitale Teilnahme für Ratsmitglieder in Elternzeit oder Pflege",
        paper="A/26/0091",
        mover="Sozial und Solidarisch",
        object="Die Verwaltung ermöglicht die Teilnahme von zu Hause.",
    ),
    Item(
        number="10.3",
        title="Städtische Neubauten in Holzbauweise",
        paper="A/26/0093",
        mover="Bürgerforum Mitte",
        ballot="namentlich",
        object="Städtische Neubauten entstehen in der Regel aus Holz.",
    ),
    Item(
        number="10.4",
        title="Ausbildungsplätze in den städtischen Unternehmen",
        paper="A/26/0096",
        mover="Stadtteile gemeinsam",
        object="Die Zahl der Ausbildungsplätze steigt um ein Viertel.",
    ),
    Item(number="11", title="Vorlagen der Verwaltung", kind="formalie"),
    Item(
        number="11.1",
        title="Satzung über den Bürgerhaushalt",
        paper="V/26/0310",
        mover="Oberbürgermeisterin",
        ballot="namentlich",
        object="Die Satzung über den Bürgerhaushalt wird beschlossen.",
        proposal="Der Rat beschließt die Satzung über den Bürgerhaushalt in der Fassung der Anlage.",
    ),
    Item(
        number="11.1.1",
        title="Änderungsantrag: Mindestbudget je Stadtbezirk",
        kind="änderung",
        paper="V/26/0310/1",
        mover="Stadtteile gemeinsam",
        object="Jeder Stadtbezirk erhält mindestens 50.000 Euro.",
    ),
    Item(
        number="11.2",
        title="Haushaltssatzung 2027/2028",
        kind="haushalt",
        paper="V/26/0320",
        mover="Kämmerei",
    ),
    Item(
        number="11.3",
        title="Änderung der Hauptsatzung",
        paper="V/26/0322",
        mover="Oberbürgermeisterin",
        majority="mitglieder",
        object="Die Hauptsatzung wird wie vorgelegt geändert.",
    ),
    Item(
        number="11.4",
        title="Bebauungsplan Nr. 214 „Alte Ziegelei“",
        paper="V/26/0325",
        mover="Stadtplanungsamt",
        object="Der Bebauungsplan wird als Satzung beschlossen.",
    ),
    Item(
        number="12",
        title="Verkauf eines Grundstücks am Hafenbecken",
        paper="V/26/0330",
        public=False,
        object="Das Grundstück wird zum Gutachterwert verkauft.",
    ),
)

PRESENCE_AGENDA: tuple[Item, ...] = (
    Item(number="1", title="Eröffnung und Begrüßung", kind="formalie"),
    Item(number="2", title="Wahl der Beigeordneten für Soziales", kind="wahl", paper="V/26/0340"),
    Item(
        number="3",
        title="Abberufung aus der Geschäftsführung der Stadtwerke",
        paper="V/26/0342",
        mover="Oberbürgermeisterin",
        ballot="geheim",
        object="Die Geschäftsführung wird abberufen.",
    ),
    Item(number="4", title="Wahl von zwei Mitgliedern des Aufsichtsrats", kind="wahl", paper="V/26/0344"),
    Item(
        number="5",
        title="Haushaltssatzung 2027/2028",
        kind="haushalt",
        paper="V/26/0320",
        mover="Kämmerei",
        object="Die Haushaltssatzung wird beschlossen.",
    ),
)
"""The shorter sitting in presence: what the digital one could not decide."""
