"""Synthetic names for a council that does not exist."""

FIRST = (
    "Ute", "Jörg", "Ayşe", "Matthias", "Birgit", "Cem", "Doreen", "Elżbieta", "Frank", "Gülay",
    "Hannelore", "Ines", "Jürgen", "Katja", "Lars", "Maïa", "Norbert", "Ólafur", "Petra", "Quirin",
    "Ronja", "Sören", "Thị Mai", "Uwe", "Veronika", "Wolfgang", "Xenia", "Yusuf", "Zoë", "Anke",
    "Björn", "Çiğdem", "Dietmar", "Esther", "Falk", "Grit", "Holger", "Irmgard", "Jana", "Kenan",
    "Liselotte", "Mandy", "Nguyệt", "Oskar", "Peggy", "Rüdiger", "Sabine", "Torsten", "Ulrike", "Volker",
)  # fmt: skip

LAST = (
    "Größler", "Öztürk", "Abendroth", "Bärwinkel", "Czapla", "Dörfelt", "Eisenhauer-Núñez", "Fünfstück",
    "Gänsicke", "Hüttenrauch", "Illner", "Jährig", "Köppchen", "Lößner", "Mückenberg", "Nötzold",
    "Oehmichen", "Pfützner", "Quellmalz", "Röthig", "Süßmilch", "Thümmler", "Überschär", "Vöckler",
    "Würkert", "Yıldırım-Petzold", "Zschäbitz", "Ahnert", "Buschbeck", "Clauß", "Dippmann", "Ebermann",
    "Frohberg", "Glöckner", "Hähnchen", "Irmscher", "Jeschke", "Kretzschmann", "Leuthold", "Matzke",
    "Nebelung", "Oppelt", "Pätzold", "Rackwitz", "Schönherr-Tran", "Tschirner", "Uhlemann", "Viertel",
    "Weichelt", "Zwingenberger", "Apelt", "Böhnisch", "Dünnebier", "Endesfelder", "Fritzsching", "Grüttner",
    "Hennersdorf", "Immisch", "Junghähnel", "Kießling", "Liebezeit", "Morgenstern-Açar", "Neubert-Lê",
    "Oelsner", "Pröhl", "Rößiger", "Seyfferth", "Trommer", "Ullmann", "Vogtländer", "Wünschmann",
    "Zeidler", "Anders-Okoye", "Brückner", "Domaschke", "Ettelt", "Förtsch", "Gerischer", "Höntzsch",
    "Israel-Baum", "Jentzsch", "Kämpfe",
)  # fmt: skip

STAFF = (
    ("Renate", "Amtsberg"), ("Selim", "Bürochef-Kaya"), ("Tabea", "Federkiel"),
    ("Udo", "Kabelitz"), ("Vanessa", "Stecker"), ("Wilma", "Besucher-Thoß"),
)  # fmt: skip
"""Two clerks, who takes the minutes, two technicians, a guest."""

GROUPS = (
    ("Bürgerforum Mitte", 18),
    ("Grüne Stadt", 15),
    ("Sozial und Solidarisch", 13),
    ("Freie Stadtliste", 10),
    ("Liberale Runde", 8),
    ("Stadtteile gemeinsam", 6),
)
"""Groups of the council and their seats in a council of seventy."""
