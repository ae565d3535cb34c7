"""What the command line says to whoever runs it, in German and English.

Sentences for people in a sitting live in ``wording``; these are for the person at the keyboard of
the server, and have to be there even where the settings are not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date

    from council.rule_reading import RulesBroken

Language = Literal["de", "en"]

SENTENCES: dict[str, tuple[str, str]] = {
    "settings.missing": (
        "Es fehlt {names}: bitte in der Umgebung oder in .env setzen "
        "(zum Ausprobieren ohne Anmeldung nur auf diesem Rechner: LOCAL_MODE=1).",
        "Missing {names}: set it in the environment or in .env "
        "(to try it on this machine only, without sign-in: LOCAL_MODE=1).",
    ),
    "settings.misspelt": (
        "{name} in .env ist keine Einstellung; gemeint ist wohl {meant}.",
        "{name} in .env is no setting; probably {meant} is meant.",
    ),
    "settings.value": (
        "{name} hat einen unbrauchbaren Wert; erlaubt ist {expected}.",
        "{name} has a value that cannot be used; allowed is {expected}.",
    ),
    "settings.address": (
        "{name} muss eine vollständige Adresse sein, etwa https://rat.stadt.example, "
        "ohne Anmeldedaten darin.",
        "{name} must be a complete address such as https://council.town.example, without credentials in it.",
    ),
    "settings.plain_http": (
        "{name} muss mit https:// beginnen; http:// ist nur zu diesem Rechner erlaubt.",
        "{name} must begin with https://; http:// is allowed to this machine only.",
    ),
    "settings.host_names": (
        "{name} nennt Rechnernamen ohne Port und Pfad, durch Komma getrennt, "
        "ein Stern nur ganz vorn (*.sharepoint.com).",
        "{name} lists host names without port and path, separated by commas, "
        "a star only at the front (*.sharepoint.com).",
    ),
    "settings.zone": (
        "{name} muss eine Zeitzone wie Europe/Berlin sein.",
        "{name} must be a time zone such as Europe/Berlin.",
    ),
    "settings.file": (
        "{name} nennt eine Datei, die es nicht gibt.",
        "{name} names a file that does not exist.",
    ),
    "settings.local_host": (
        "LOCAL_MODE=1 ist ohne Anmeldung und geht nur, wenn HOST dieser Rechner ist (HOST=127.0.0.1).",
        "LOCAL_MODE=1 has no sign-in and works only where HOST is this machine (HOST=127.0.0.1).",
    ),
    "settings.local_app_id": (
        "LOCAL_MODE=1 und APP_ID schließen einander aus: bitte eines von beiden entfernen.",
        "LOCAL_MODE=1 and APP_ID exclude each other: please remove one of them.",
    ),
    "settings.local_public_url": (
        "LOCAL_MODE=1 ist ohne Anmeldung und geht nicht mit einer öffentlichen PUBLIC_URL.",
        "LOCAL_MODE=1 has no sign-in and does not go with a public PUBLIC_URL.",
    ),
    "settings.outbox_speed": (
        "OUTBOX_SPEED gilt nur für Proben auf diesem Rechner: "
        "HOST und TRUSTED_SERVICE_HOSTS dürfen dann nur ihn nennen.",
        "OUTBOX_SPEED is for rehearsals on this machine: "
        "HOST and TRUSTED_SERVICE_HOSTS may then name nothing else.",
    ),
    "settings.roster_subscription": (
        "ROSTER_SUBSCRIPTION=1 braucht eine PUBLIC_URL, unter der Microsoft Graph den Bot erreicht, "
        "und geht nicht mit LOCAL_MODE=1.",
        "ROSTER_SUBSCRIPTION=1 needs a PUBLIC_URL under which Microsoft Graph reaches the bot, "
        "and does not go with LOCAL_MODE=1.",
    ),
    "settings.certificate_pair": (
        "APP_CERTIFICATE_FILE und APP_CERTIFICATE_KEY_FILE gehören zusammen: bitte beide setzen.",
        "APP_CERTIFICATE_FILE and APP_CERTIFICATE_KEY_FILE belong together: please set both.",
    ),
    "settings.database": (
        "DATABASE_URL muss mit postgresql:// beginnen; ohne sie liegt alles unter DATA_DIR.",
        "DATABASE_URL has to begin with postgresql://; without it all is kept in DATA_DIR.",
    ),
    "settings.database_subscription": (
        "ROSTER_SUBSCRIPTION=1 geht nicht mit DATABASE_URL: Die Meldungen von Graph gehören zu einem "
        "einzigen Bot; bitte eines von beiden weglassen.",
        "ROSTER_SUBSCRIPTION=1 does not go with DATABASE_URL: what Graph reports belongs to one single "
        "bot; please leave out one of the two.",
    ),
    "database.away": (
        "Die Datenbank aus DATABASE_URL ist nicht erreichbar ({reason}): bitte Adresse, Kennwort und "
        "Netz prüfen und ob der Server läuft.",
        "The database of DATABASE_URL cannot be reached ({reason}): please check address, password and "
        "network, and whether the server runs.",
    ),
    "database.address": (
        "DATABASE_URL ist keine Adresse einer Datenbank: postgresql://NAME:KENNWORT@RECHNER/DATENBANK; "
        "Sonderzeichen im Kennwort mit Prozentzeichen schreiben.",
        "DATABASE_URL is not the address of a database: postgresql://NAME:PASSWORD@HOST/DATABASE; "
        "write special characters of the password with percent signs.",
    ),
    "database.rights": (
        "In der Datenbank fehlt ein Recht ({missing}): Der Benutzer des Bots muss im eigenen Schema "
        "Tabellen anlegen (CREATE) und darin lesen und schreiben dürfen.",
        "A right is missing in the database ({missing}): the bot's user has to be allowed to make tables "
        "(CREATE) in its schema and to read and write them.",
    ),
    "database.old": (
        "Die Datenbank ist PostgreSQL {version}; nötig ist mindestens {oldest}: bitte aktualisieren.",
        "The database is PostgreSQL {version}; at least {oldest} is needed: please upgrade it.",
    ),
    "database.setting": (
        "In der Datenbank muss {setting} auf {wanted} stehen, sonst gingen bestätigte Stimmen verloren.",
        "In the database {setting} has to be {wanted}, or acknowledged votes would be lost.",
    ),
    "database.newer": (
        "Die Tabellen der Datenbank stammen von einer neueren Fassung (Stand {step}): "
        "bitte den Bot aktualisieren.",
        "The tables in the database are those of a newer version (step {step}): please update the bot.",
    ),
    "database.step": (
        "Die Tabellen in der Datenbank ließen sich nicht auf den Stand dieser Fassung bringen ({reason}); "
        "dort ist alles, wie es war. Bitte die bisherige Fassung starten und den Fehler melden.",
        "The tables in the database could not be brought to this version ({reason}); all there is as it "
        "was. Please start the version from before, and report the fault.",
    ),
    "database.served": (
        "Die Datenbank aus DATABASE_URL wird gerade bedient: bitte erst alle Instanzen des Bots beenden.",
        "The database of DATABASE_URL is being served: end all instances of the bot first.",
    ),
    "verify.no_database": (
        "DATABASE_URL ist nicht gesetzt: Es gibt keine Datenbank zu prüfen.",
        "DATABASE_URL is not set: there is no database to check.",
    ),
    "doctor.database": (
        "Datenbank: PostgreSQL {version}, erreichbar, Rechte vorhanden.",
        "Database: PostgreSQL {version}, reachable, all rights there.",
    ),
    "help.program": (
        "Ratssaal: Ratssitzungen in Microsoft Teams. Ohne Befehl wird der Bot gestartet.",
        "Ratssaal: council sittings in Microsoft Teams. Without a command the bot is served.",
    ),
    "help.roster": ("Die Mitgliederliste.", "The list of councillors."),
    "help.sitting": ("Sitzungen planen, ausgeben, prüfen.", "Plan, export and verify sittings."),
    "help.retention": (
        "Aufbewahrungsfristen der Stadt ([retention] in TOWN_FILE).",
        "The town's periods of retention ([retention] in TOWN_FILE).",
    ),
    "help.retention_apply": (
        "Löscht, was länger liegt, als TOWN_FILE sagt; der Bot darf dabei nicht laufen.",
        "Erases what has been kept longer than TOWN_FILE says; the bot must not run meanwhile.",
    ),
    "help.today": (
        "Der Tag, von dem an gerechnet wird (JJJJ-MM-TT); sonst heute.",
        "The day to reckon from (YYYY-MM-DD); otherwise today.",
    ),
    "help.retention_dry_run": ("Nur zeigen, nichts löschen.", "Show only, erase nothing."),
    "help.person": (
        "Auskunft und Löschung für eine Person.",
        "Information about and erasure for one person.",
    ),
    "help.person_export": (
        "Schreibt als JSON, was über eine Person gespeichert ist.",
        "Writes what is stored about a person as JSON.",
    ),
    "help.person_erase": (
        "Löscht, was in beendeten Sitzungen und zum Konto einer Person vermerkt ist; der Bot darf nicht "
        "laufen.",
        "Erases what was noted of a person in sittings that have ended, and of their account; the bot must "
        "not run.",
    ),
    "help.who": (
        "Kennung der Mitgliederliste oder Vor- und Nachname.",
        "The roster's id, or first and last name.",
    ),
    "help.member_id": ("Kennung der Mitgliederliste.", "The roster's id."),
    "help.person_out": ("Die Datei, die geschrieben wird.", "The file to write."),
    "help.erase_sitting": (
        "Kennung einer beendeten Sitzung, oder all für jede.",
        "The id of a sitting that has ended, or all for every one.",
    ),
    "retention.nothing": (
        "Nichts ist zu löschen: Keine Frist aus TOWN_FILE ist abgelaufen.",
        "There is nothing to erase: no period of TOWN_FILE is over.",
    ),
    "retention.done": (
        "Gelöscht: {n}. Die Ketten sind unverändert; „sitting verify“ zählt die Lücken.",
        "Erased: {n}. The chains are unchanged; “sitting verify” counts the gaps.",
    ),
    "retention.would": (
        "Zu löschen wären: {n}. Nichts wurde geändert.",
        "To be erased: {n}. Nothing was changed.",
    ),
    "retention.refused": (
        "{id}: nichts gelöscht, denn das Journal wäre danach nicht mehr prüfbar; bitte mit "
        "„sitting verify“ ansehen.",
        "{id}: nothing erased, for the journal could not be verified afterwards; look at it with "
        "“sitting verify”.",
    ),
    "retention.presence": ("Anwesenheit", "presence"),
    "retention.votes": ("Einzelstimmen", "single votes"),
    "retention.help": ("Hilferufe", "calls for help"),
    "retention.contacts": ("Kontaktdaten", "contact data"),
    "retention.devices": ("Geräte", "devices"),
    "retention.link_codes": ("Verknüpfungscodes", "link codes"),
    "retention.uploads": ("hochgeladene Dateien", "uploaded files"),
    "retention.offers": ("angebotene Dateien", "offered files"),
    "retention.messages": ("persönliche Nachrichten", "personal messages"),
    "retention.accounts": ("Konten Ausgeschiedener", "former members’ accounts"),
    "person.exported": (
        "Geschrieben: {path} (Sitzungen: {n}). Die Datei enthält personenbezogene Daten.",
        "Written: {path} (sittings: {n}). The file holds personal data.",
    ),
    "person.erased": (
        "{person}: gelöschte Einträge: {n}. Name, Beschlüsse und Summen bleiben, die Kette auch.",
        "{person}: entries erased: {n}. Name, decisions and sums stay; the chains are unchanged.",
    ),
    "person.acts": (
        "{person} steht noch auf der Mitgliederliste oder in einer Sitzung, die nicht beendet ist: Was dafür "
        "gebraucht wird (Konto, Chat, Gerät, Wünsche), bleibt. Bitte nach dem Ausscheiden wiederholen.",
        "{person} still stands on the roster, or in a sitting that has not ended: what that needs (account, "
        "chat, device, wishes) stays. Please repeat this once they have left.",
    ),
    "person.other": (
        "Andere Sitzungen, Konto, Chat, Gerät und Wünsche bleiben; sie gehen mit „--sitting all“.",
        "Other sittings, account, chat, device and wishes stay; they go with “--sitting all”.",
    ),
    "person.off_the_roster": (
        "Die Zeile der Mitgliederliste ist gelöscht; eine Datei, in der {person} noch steht, bringt sie "
        "zurück.",
        "The line of the roster is erased; a file in which {person} still stands brings it back.",
    ),
    "person.unknown": (
        "„{person}“ steht auf keiner Mitgliederliste: bitte die Kennung angeben.",
        "“{person}” stands on no roster: please give the id.",
    ),
    "person.several": (
        "„{person}“ ist nicht eindeutig, bitte die Kennung angeben: {ids}.",
        "“{person}” is not unique, please give the id: {ids}.",
    ),
    "person.not_ended": (
        "Die Sitzung {id} ist nicht beendet: Gelöscht wird erst danach.",
        "The sitting {id} has not ended: erasing is for afterwards.",
    ),
    "help.manifest": ("Das App-Paket für Teams.", "The Teams app package."),
    "help.serve": ("Startet den Bot.", "Serves the bot."),
    "help.doctor": (
        "Prüft die Einstellungen an den Diensten und sagt, was fehlt.",
        "Checks the settings against the services and says what is missing.",
    ),
    "help.roster_import": (
        "Übernimmt die Mitgliederliste aus CSV, XLSX oder OParl-JSON, ganz oder gar nicht.",
        "Takes the roster from CSV, XLSX or OParl JSON, whole or not at all.",
    ),
    "help.dry_run": ("Nur prüfen, nichts schreiben.", "Check only, write nothing."),
    "help.sitting_plan": (
        "Plant eine Sitzung mit ihrer Tagesordnung aus CSV, XLSX oder OParl-JSON; "
        "das letzte Wort der Ausgabe ist ihre Kennung.",
        "Plans a sitting with its agenda from CSV, XLSX or OParl JSON; the last word printed is its id.",
    ),
    "help.file": ("Datei (CSV, XLSX oder OParl-JSON).", "File (CSV, XLSX or OParl JSON)."),
    "help.out": ("Zielordner.", "Folder to write to."),
    "help.title": ("Titel der Sitzung.", "Title of the sitting."),
    "help.start": ("Beginn, etwa 2026-12-09T14:00.", "Start, such as 2026-12-09T14:00."),
    "help.body": ("Gremium (sonst BODY).", "Body (else BODY)."),
    "help.format": ("Form der Sitzung.", "Form of the sitting."),
    "help.reason": (
        "Grund für die Sitzung ohne körperliche Anwesenheit.",
        "Reason for a sitting without physical presence.",
    ),
    "help.notified": (
        "Tag der Anzeige an die Rechtsaufsicht.",
        "Day of the notice to the supervisory authority.",
    ),
    "help.convened": ("Tag der Einberufung.", "Day of convening."),
    "help.public_room": (
        "Öffentlich zugänglicher Raum mit Übertragung.",
        "Place open to the public that shows the sitting.",
    ),
    "help.probe": (
        "Probesitzung: zählt nicht und bleibt so gekennzeichnet.",
        "Rehearsal: does not count and stays marked so.",
    ),
    "help.second": (
        "Zweite Sitzung: erneut einberufen, weil die erste nicht beschlussfähig war.",
        "Second sitting: convened again because the first had no quorum.",
    ),
    "help.update": (
        "Ersetzt die geplante Sitzung mit dieser Kennung.",
        "Replaces the planned sitting of this id.",
    ),
    "help.sitting_list": ("Zeigt geplante und geführte Sitzungen.", "Lists sittings."),
    "help.sitting_export": (
        "Schreibt das Nachweispaket einer Sitzung.",
        "Writes the evidence package of one sitting.",
    ),
    "help.sitting_prepare": (
        "Richtet die Online-Besprechung einer geplanten Sitzung ein, installiert die App, "
        "schreibt das Notfallblatt.",
        "Sets up the online meeting of a planned sitting, installs the app, writes the emergency sheet.",
    ),
    "help.organizer": (
        "Wer die Besprechung organisiert: Objekt-ID in Entra, oder eine Adresse aus der Mitgliederliste.",
        "Who organizes the meeting: object id in Entra, or an address of the roster.",
    ),
    "help.join_url": ("Teilnahmelink der Besprechung.", "Join link of the meeting."),
    "help.sheet": (
        "Datei für das Notfallblatt (PDF); sonst notfallblatt-KENNUNG.pdf.",
        "File for the emergency sheet (PDF); otherwise notfallblatt-ID.pdf.",
    ),
    "help.undo": (
        "Stellt die Einstellungen der Besprechung wieder her, wie sie vorher waren.",
        "Puts the settings of the meeting back as they were before.",
    ),
    "help.id": ("Kennung der Sitzung.", "Id of the sitting."),
    "help.directory": ("Zielordner.", "Folder to write to."),
    "help.public": (
        "Öffentliche Fassung: ohne nichtöffentliche Punkte, Kontaktdaten und Einzelstimmen "
        "(außer bei namentlichen Abstimmungen).",
        "Public copy: no closed items, no contact columns, no single votes but those of roll calls.",
    ),
    "help.sitting_verify": (
        "Prüft ein Nachweispaket oder Journal (0 unversehrt, 1 beschädigt, 2 nichts davon).",
        "Checks a package or journal (0 sound, 1 damaged, 2 none of these).",
    ),
    "help.path": (
        "Zip, entpackter Ordner, Zielordner der Ausgabe oder Journal.",
        "The zip, its folder, the folder it was exported to, or a journal.",
    ),
    "help.head": (
        "Der Prüfwert aus der Schlussmeldung oder der Niederschrift (26 Zeichen).",
        "The head from the closing message or the minutes (26 characters).",
    ),
    "help.manifest_build": (
        "Baut das App-Paket (.zip) aus den Einstellungen.",
        "Builds the app package (.zip) from the settings.",
    ),
    "help.read_office_chat": (
        "Der Bot liest im Büro-Chat auch ohne Erwähnung (dann auch im Chat der Besprechung).",
        "The bot reads the office chat without mention (and then the meeting chat as well).",
    ),
    "help.rehearse": (
        "Spielt Sitzungen, Szenarien oder eine Aufzeichnung durch den echten Bot auf diesem Rechner.",
        "Plays sittings, scenarios or a recording through the real bot on this machine.",
    ),
    "help.recording": ("Aufgezeichnete Abstimmungen (JSON).", "Recorded roll-calls (JSON)."),
    "help.scenario": (
        "Nur dieses Szenario (mehrfach möglich), all oder list.",
        "Only this scenario (can be given several times), all or list.",
    ),
    "help.which": ("Welche aufgezeichnete Sitzung.", "Which recorded sitting."),
    "help.members": ("Zahl der gespielten Mitglieder.", "Number of simulated members."),
    "help.faults": (
        "Mit langsamen, doppelten und verlorenen Zustellungen.",
        "With slow, doubled and lost deliveries.",
    ),
    "help.seconds": (
        "So viele Sekunden dauert jeder Lauf.",
        "How many seconds each run takes.",
    ),
    "help.speed": (
        "Teilt jede Wartezeit von Menschen und Teams.",
        "Divides every delay of people and of Teams.",
    ),
    "help.bench": (
        "Misst den Bot neben dem Standard-Bot des SDK, einer Untergrenze und PostgreSQL.",
        "Measures the bot beside the SDK's stock bot, a bare floor and PostgreSQL.",
    ),
    "doctor.good": ("gut", "good"),
    "doctor.missing": ("fehlt", "missing"),
    "doctor.open": ("offen", "open"),
    "doctor.settings": ("Die Einstellungen sind vollständig.", "The settings are complete."),
    "doctor.local": (
        "LOCAL_MODE=1: keine Anmeldung, nur zum Ausprobieren; Entra und Graph bleiben ungefragt.",
        "LOCAL_MODE=1: no sign-in, for trying out only; Entra and Graph are not asked.",
    ),
    "doctor.app_id": (
        "APP_ID ist keine GUID: bitte die „Anwendungs-ID (Client)“ der Entra-Registrierung nehmen.",
        "APP_ID is no GUID: take the “Application (client) ID” of the Entra registration.",
    ),
    "doctor.data": (
        "Der Datenordner {path} ist beschreibbar, {free} GB sind frei.",
        "The data folder {path} can be written to, {free} GB are free.",
    ),
    "doctor.data.bad": (
        "In den Datenordner {path} lässt sich nicht schreiben ({reason}): bitte Rechte oder DATA_DIR ändern.",
        "The data folder {path} cannot be written to ({reason}): change its rights or DATA_DIR.",
    ),
    "doctor.data.full": (
        "Im Datenordner {path} sind nur {free} GB frei: bitte Platz schaffen.",
        "The data folder {path} has only {free} GB left: please make room.",
    ),
    "doctor.signing": (
        "Nachweispakete werden mit diesem öffentlichen Schlüssel geprüft (Ed25519): {public}",
        "Evidence packages are checked by this public key (Ed25519): {public}",
    ),
    "doctor.signing.none": (
        "Es gibt noch keinen Schlüssel, der Nachweispakete unterzeichnet: Er entsteht mit „sitting export“.",
        "There is no key yet that signs evidence packages: it is made with the first “sitting export”.",
    ),
    "doctor.signing.bad": ("{said}", "{said}"),
    "doctor.ruleset": ("Das Regelwerk {name} ist da.", "The rule set {name} is there."),
    "doctor.ruleset.bad": (
        "Das Regelwerk {name} gibt es nicht: RULESET muss eines von {known} sein.",
        "There is no rule set {name}: RULESET must be one of {known}.",
    ),
    "doctor.rules.bad": ("{said}", "{said}"),
    "doctor.keys": (
        "Die Schlüssel des Bot Framework sind erreichbar ({host}).",
        "The Bot Framework's keys can be reached ({host}).",
    ),
    "doctor.keys.bad": (
        "Die Schlüssel des Bot Framework sind nicht erreichbar ({host}: {reason}): "
        "bitte Firewall, Proxy und CA_BUNDLE prüfen.",
        "The Bot Framework's keys cannot be reached ({host}: {reason}): check firewall, proxy and CA_BUNDLE.",
    ),
    "doctor.clock": (
        "Die Uhr geht um {seconds} s falsch: bitte die Zeitsynchronisation (NTP) einrichten, "
        "sonst werden Anmeldungen abgewiesen.",
        "The clock is wrong by {seconds} s: set up time synchronisation (NTP), or sign-ins are refused.",
    ),
    "doctor.token": ("Entra gibt dem Bot ein Token.", "Entra gives the bot a token."),
    "doctor.token.bad": (
        "Entra gibt dem Bot kein Token ({reason}): bitte APP_ID, APP_TENANTID und Kennwort oder "
        "Zertifikat prüfen.",
        "Entra gives the bot no token ({reason}): check APP_ID, APP_TENANTID and the password or "
        "certificate.",
    ),
    "doctor.graph": ("Microsoft Graph antwortet ({host}).", "Microsoft Graph answers ({host})."),
    "doctor.graph.bad": (
        "Microsoft Graph antwortet nicht ({host}: {reason}): Sitzungen laufen trotzdem, "
        "nur der Abgleich mit Teams' Anwesenheitsbericht fehlt.",
        "Microsoft Graph does not answer ({host}: {reason}): sittings run all the same, "
        "only the comparison with Teams' attendance report is missing.",
    ),
    "doctor.graph.may": ("Graph: {name} ist erteilt.", "Graph: {name} is granted."),
    "doctor.graph.lacks": (
        "Graph: {name} fehlt. Bitte in Entra unter App-Registrierungen > API-Berechtigungen als "
        "Anwendungsberechtigung hinzufügen und die Administratorzustimmung erteilen.",
        "Graph: {name} is missing. In Entra, under App registrations > API permissions, add it as an "
        "application permission and grant admin consent.",
    ),
    "doctor.graph.policy": (
        "Graph: {name} ist erteilt, aber die Anwendungszugriffsrichtlinie fehlt. In der Teams-PowerShell "
        "ausführen (bis zu 30 Minuten Wartezeit): {first} ; {second}",
        "Graph: {name} is granted, but the application access policy is missing. In Teams PowerShell run "
        "(it may take 30 minutes): {first} ; {second}",
    ),
    "doctor.graph.untried": (
        "Graph: {name} ist erst zu prüfen, wenn Mitgliederliste und eine vorbereitete Besprechung da sind.",
        "Graph: {name} can be checked only once a meeting has been prepared and the roster is there.",
    ),
    "doctor.graph.unread": (
        "Graph: Die Berechtigungen sind nicht geprüft, weil der Datenordner nicht lesbar ist ({reason}).",
        "Graph: the permissions were not checked, since the data folder cannot be read ({reason}).",
    ),
    "doctor.public": (
        "PUBLIC_URL ist erreichbar, das Zertifikat gilt noch {days} Tage.",
        "PUBLIC_URL can be reached, its certificate is good for {days} more days.",
    ),
    "doctor.public.http": (
        "PUBLIC_URL ist nur dieser Rechner: Teams erreicht den Bot darüber nicht.",
        "PUBLIC_URL is this machine only: Teams cannot reach the bot there.",
    ),
    "doctor.public.none": (
        "PUBLIC_URL ist nicht gesetzt: Teams braucht eine öffentliche https-Adresse, "
        "die zu {host}:{port} führt.",
        "PUBLIC_URL is not set: Teams needs a public https address that leads to {host}:{port}.",
    ),
    "doctor.public.bad": (
        "PUBLIC_URL ist von hier nicht erreichbar ({reason}): "
        "bitte DNS, Weiterleitung und Zertifikat prüfen.",
        "PUBLIC_URL cannot be reached from here ({reason}): check DNS, forwarding and certificate.",
    ),
    "doctor.public.ends": (
        "Das Zertifikat von PUBLIC_URL läuft in {days} Tagen ab: bitte erneuern.",
        "The certificate of PUBLIC_URL ends in {days} days: please renew it.",
    ),
    "doctor.certificate": (
        "Das Zertifikat des Bots gilt noch {days} Tage.",
        "The bot's certificate is good for {days} more days.",
    ),
    "doctor.certificate.bad": (
        "APP_CERTIFICATE_FILE ist kein Zertifikat im PEM-Format.",
        "APP_CERTIFICATE_FILE is no certificate in PEM format.",
    ),
    "doctor.certificate.ends": (
        "Das Zertifikat des Bots läuft in {days} Tagen ab: bitte ein neues in Entra hinterlegen.",
        "The bot's certificate ends in {days} days: please register a new one in Entra.",
    ),
    "doctor.phone": (
        "SUPPORT_PHONE und OFFICE_PHONE stehen auf den Hilfekarten.",
        "SUPPORT_PHONE and OFFICE_PHONE stand on the help cards.",
    ),
    "doctor.phone.bad": (
        "{names} ist leer: auf den Hilfekarten steht dann keine Telefonnummer.",
        "{names} is empty: the help cards then show no telephone number.",
    ),
    "manifest.app_id": (
        "APP_ID fehlt oder ist keine GUID: bitte die Anwendungs-ID der Entra-Registrierung setzen.",
        "APP_ID is missing or no GUID: please set the application id of the Entra registration.",
    ),
    "manifest.body": (
        "BODY ist zu lang: Teams erlaubt höchstens 89 Zeichen.",
        "BODY is too long: Teams allows 89 characters at most.",
    ),
    "roster.taken": (
        "Übernommen: {people} Personen, davon {voting} stimmberechtigt.",
        "Taken: {people} people, {voting} of them with a vote.",
    ),
    "roster.checked": (
        "Geprüft, nichts geschrieben: {people} Personen, davon {voting} stimmberechtigt.",
        "Checked, nothing written: {people} people, {voting} of them with a vote.",
    ),
    "sitting.planned": (
        "Geplant mit {items} Tagesordnungspunkten:",
        "Planned with {items} agenda items:",
    ),
    "sitting.none": ("Keine Sitzungen.", "No sittings."),
    "sitting.unknown": (
        "Eine geplante Sitzung {id} gibt es nicht (siehe: sitting list).",
        "There is no planned sitting {id} (see: sitting list).",
    ),
    "prepare.sheet": ("Notfallblatt: {path}", "Emergency sheet: {path}"),
    "prepare.in_chat": (
        "Die App ist im Chat der Besprechung installiert.",
        "The app is installed in the chat of the meeting.",
    ),
    "prepare.next": (
        "In der Besprechung noch eintippen: @Ratssaal vorbereiten {id}",
        "Still to be typed in the meeting: @Ratssaal prepare {id}",
    ),
    "prepare.undone": (
        "Die Besprechung der Sitzung {id} ist wieder eingestellt wie zuvor.",
        "The meeting of sitting {id} is set as it was before.",
    ),
    "prepare.nothing": (
        "Für die Sitzung {id} ist nichts zurückzustellen, oder Microsoft Graph nahm es nicht an.",
        "There is nothing to put back for sitting {id}, or Microsoft Graph did not take it.",
    ),
    "prepare.local": (
        "Ohne Anmeldung (LOCAL_MODE) gibt es keine Online-Besprechung einzurichten.",
        "Without sign-in (LOCAL_MODE) there is no online meeting to set up.",
    ),
    "prepare.meeting": (
        "Bitte --organizer und --join-url angeben.",
        "Please give --organizer and --join-url.",
    ),
    "prepare.body": (
        "Die Mitgliederliste nennt niemanden im Gremium „{body}“.",
        "The roster names nobody in the body “{body}”.",
    ),
    "prepare.rules": (
        "Das Regelwerk „{ruleset}“ gilt am {day} nicht.",
        "The rule set “{ruleset}” is not in force on {day}.",
    ),
    "sitting.not_stored": (
        "Von der Sitzung {id} ist nichts aufgezeichnet (siehe: sitting list).",
        "Nothing is recorded of the sitting {id} (see: sitting list).",
    ),
    "sitting.begun": (
        "Die Sitzung {id} hat schon begonnen und wird nicht mehr umgeplant.",
        "The sitting {id} has begun and is not planned anew.",
    ),
    "stage.planned": ("geplant", "planned"),
    "stage.prepared": ("vorbereitet", "prepared"),
    "stage.open": ("eröffnet", "open"),
    "stage.break": ("unterbrochen", "in a break"),
    "stage.ended": ("geschlossen", "ended"),
    "stage.withdrawn": ("aufgehoben", "withdrawn"),
    "stage.damaged": ("beschädigt", "damaged"),
    "row.line": ("Zeile {n}", "line {n}"),
    "refused.rows": (
        "Nichts übernommen: Bitte berichtigen Sie die Datei (Fehler: {n}).",
        "Nothing taken: please mend the file (faults: {n}).",
    ),
    "refused.write": (
        "Nicht bestätigt, bitte noch einmal versuchen ({reason}).",
        "Not confirmed, please try again ({reason}).",
    ),
    "refused.damaged": (
        "Der Datenordner {path} ist beschädigt oder von einer anderen Fassung, "
        "es wurde nichts geschrieben ({reason}).",
        "The data folder {path} is damaged or of another version, nothing was written ({reason}).",
    ),
    "refused.served": (
        "Der Datenordner {path} wird schon von einem anderen Prozess bedient: "
        "bitte diesen beenden oder DATA_DIR ändern.",
        "The data folder {path} is being served by another process: end that one or change DATA_DIR.",
    ),
    "refused.port": (
        "{host}:{port} ist nicht frei: bitte PORT ändern oder beenden, was dort läuft.",
        "Cannot listen on {host}:{port}: change PORT or end what runs there.",
    ),
    "refused.town_file": (
        "Die Datei {path} (TOWN_FILE) ist nicht verwendbar, bitte berichtigen: {place}",
        "The file {path} (TOWN_FILE) cannot be used, please correct: {place}",
    ),
    "refused.ruleset": (
        "Ein Regelwerk „{ruleset}“ (RULESET) gibt es nicht; es gibt: {known}.",
        "There is no rule set “{ruleset}” (RULESET); there are: {known}.",
    ),
    "refused.not_in_force": (
        "Vom Regelwerk „{ruleset}“ gilt am {day} keine Fassung; es gilt {spans}.",
        "No version of the rule set “{ruleset}” is in force on {day}; it holds {spans}.",
    ),
    "rules.span": ("vom {start} bis {end}", "from {start} to {end}"),
    "rules.span.open": ("ab {start}", "from {start} on"),
    "rules.broken": (
        "{file}, {line}{place} {what}: bitte berichtigen.",
        "{file}, {line}{place} {what}: please correct it.",
    ),
    "rules.toml": ("ist kein gültiges TOML", "is no valid TOML"),
    "rules.missing": ("fehlt", "is missing"),
    "rules.value": ("hat einen unmöglichen Wert{given}", "has an impossible value{given}"),
    "rules.unknown": ("ist unbekannt", "is unknown"),
    "rules.reckoned": (
        "ist ungeklärt und sagt nicht, womit gerechnet wird (reckoned)",
        "is not settled and does not say what is reckoned with (reckoned)",
    ),
    "rules.fixed": (
        "steht durch Gesetz fest ({norm}), die Gemeinde kann es nicht anders regeln",
        "is fixed by law ({norm}), the town cannot lay down anything else",
    ),
    "rules.overlap": (
        "liegt in der Geltung einer anderen Fassung desselben Regelwerks{given}",
        "lies within the validity of another version of the same rule set{given}",
    ),
    "rules.overlap.from": (", frei erst ab {day}", ", free from {day} on only"),
    "rules.dates": ("liegt vor dem Beginn der Geltung", "lies before the first day of validity"),
    "refused.usage": (
        "Dieser Aufruf ist unvollständig oder falsch ({reason}); wie er lautet, zeigt „{help}“.",
        "This command line is incomplete or wrong ({reason}); “{help}” shows how it is written.",
    ),
    "refused.local_folder": (
        "Im Datenordner {path} liegt eine Sitzung mit Anmeldung ({id}): "
        "für LOCAL_MODE=1 bitte einen anderen DATA_DIR nehmen.",
        "The data folder {path} holds a sitting with sign-in ({id}): take another DATA_DIR for LOCAL_MODE=1.",
    ),
    "refused.empty": ("{option} darf nicht leer sein.", "{option} must not be empty."),
    "refused.start": (
        "--start braucht Tag und Uhrzeit, etwa 2026-12-09T14:00.",
        "--start needs a day and a time, such as 2026-12-09T14:00.",
    ),
    "refused.day": (
        "{option} braucht einen Tag, etwa 2026-12-01.",
        "{option} needs a day, such as 2026-12-01.",
    ),
    "refused.file": (
        "{name} lässt sich nicht lesen oder schreiben: {reason}",
        "{name} cannot be read or written: {reason}",
    ),
    "value.int_parsing": ("eine ganze Zahl", "a whole number"),
    "value.float_parsing": ("eine Zahl", "a number"),
    "value.bool_parsing": ("0 oder 1", "0 or 1"),
    "value.string_pattern_mismatch": (
        "ein Name aus Kleinbuchstaben, Ziffern, - und _",
        "a name of lower-case letters, digits, - and _",
    ),
    "value.range": ("eine Zahl im erlaubten Bereich", "a number in the allowed range"),
    "value.choice": ("{expected}", "{expected}"),
}


class Refused(Exception):
    """A command line did nothing; the text says why and what to do."""


def language_of(value: object) -> Language:
    """Return the language meant; German unless English is asked for."""
    return "en" if str(value).strip().lower() == "en" else "de"


def sentence(key: str, language: Language, **values: object) -> str:
    """Return the sentence of that name with its values put in."""
    german, english = SENTENCES[key]
    return (english if language == "en" else german).format(**values)


def rules_sentence(language: Language, file: str, broken: RulesBroken) -> str:
    """Say in one sentence what is wrong with a file of rules, and at which line."""
    given = f" ({broken.given})" if broken.given else ""
    if broken.reason == "overlap":
        given = sentence("rules.overlap.from", language, day=broken.given) if broken.given else ""
    what = sentence(f"rules.{broken.reason}", language, norm=broken.norm, given=given)
    place = broken.place if broken.reason != "toml" else f"({broken.place})"
    line = f"{sentence('row.line', language, n=broken.line)}: " if broken.line else ""
    return sentence("rules.broken", language, file=file, line=line, place=place, what=what)


def not_in_force_sentence(
    language: Language, ruleset: str, day: date, spans: tuple[tuple[date, date | None], ...]
) -> str:
    """Say in one sentence that a rule set has no version for a day, and when it has one."""
    said = [
        sentence("rules.span", language, start=_day(start, language), end=_day(end, language))
        if end
        else sentence("rules.span.open", language, start=_day(start, language))
        for start, end in spans
    ]
    values = {"ruleset": ruleset, "day": _day(day, language), "spans": ", ".join(said)}
    return sentence("refused.not_in_force", language, **values)


def _day(day: date, language: Language) -> str:
    return day.isoformat() if language == "en" else f"{day:%d.%m.%Y}"
