"""The small words that tell languages in Latin letters apart in a line of advertising.

After them stand the few words with which advertising begins: "new", "discover", "made by hand".
A word stands under every language that has it, so a word that two of them share is evidence for neither.
Elided forms stand with their apostrophe.
"""

from __future__ import annotations

FUNCTION_WORDS: dict[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": """
            a an the and or but of for from to in on at by with without into over your you our we us my
            me it its is are was be been am do does did don't not no this that these those what when
            where who which how why every all more most as so if than then they them their he she his
            her i has have had will can now just only out up off it's that's you're we're i'm let's
        """,
        "de": """
            der die das den dem des ein eine einen einem einer eines kein keine und oder aber nicht nur
            noch ist sind war hat haben wird werden kann für mit von vom zum zur zu im in am an auf aus
            bei beim ohne über unter nach wie was wer wo wenn ich du er sie es wir ihr dich dir dein
            deine deinen deiner mein meine unser unsere euer sich so sehr auch als dass jetzt immer mehr
            diese dieser dieses diesen jede jeder jeden jedes alle alles hier ab bis neu neue neuer
            neues entdecke entdecken einfach handgemacht
        """,
        "fr": """
            le la les un une des du de et ou est sont pas ne plus pour par avec sans dans sur sous au
            aux en ce cette ces cet qui que quoi mon ma mes ton ta tes son sa ses notre nos votre vos
            leur leurs je tu il elle on nous vous ils elles très tout tous toute toutes chaque comme
            mais si où l' d' c' j' n' s' m' t' qu' nouveau nouvelle découvrez découvre fait
        """,
        "es": """
            el la los las un una unos unas y e o u de del al a en con sin por para es son está están ser
            no sí que qué como cómo más muy tu tus su sus mi mis nuestro nuestra se lo le te nos este
            esta estos estas ese esa todo toda todos todas cada donde ya ahora también pero desde hasta
            nuevo nueva descubre hecho
        """,
        "it": """
            il lo la i gli le un uno una e o di del dello della dei delle da dal dalla in nel nella con
            su sul sulla per tra fra non che chi è sono tuo tua tuoi tue mio mia suo sua nostro nostra
            vostro si ti ci più molto ogni come questo questa questi queste tutto tutta tutti anche ora
            sempre a al alla te noi voi l' d' un' dell' nell' all' c' quest' nuovo nuova scopri fatto
        """,
        "pt": """
            o a os as um uma uns umas e ou de do da dos das em no na nos nas por pelo pela para com sem
            é são está ser não sim que mais muito seu sua seus suas teu tua meu minha nosso nossa você
            se lhe ao à este esta esse essa isso todo toda todos todas cada como já agora também mas até
            novo descubra conheça feito
        """,
        "nl": """
            de het een en of maar niet geen voor van met zonder in op aan uit bij naar over onder is
            zijn was wordt worden kan heeft ik je jij jou jouw u uw hij zij wij we ons onze mijn deze
            dit die dat elke elk alle alles ook nog nu altijd meer zo als wat wie waar te tot om door
            nieuw nieuwe ontdek handgemaakt
        """,
        "sv": """
            och eller men en ett den det de är var inte för med utan av på i till från om hos din ditt
            dina du vi oss vår vårt våra jag sig som så när nu alltid mer varje alla allt här ny nya
            upptäck
        """,
        "da": """
            og eller men en et den det de er var ikke for med uden af på i til fra om hos din dit dine
            du vi os vores jeg sig som så når nu altid mere hver alle alt her ny nye opdag
        """,
        "pl": """
            i oraz lub ale nie jest są w we z ze na do od dla po przez bez o się to ten ta te twój twoja
            twoje twojej mój moja nasz nasza każdy każda każdego już teraz tak jak co czy który która
            wszystko nowy nowa nowe odkryj
        """,
    }.items()
}  # fmt: skip

#: Letters that few languages have. Loan words and names have them in any language, so they weigh little.
TELLING_LETTERS: dict[str, str] = {
    "de": "äöüß", "fr": "àâçèéêëîïôùûœ", "es": "áéíñóú", "it": "àèéìòù", "pt": "ãõáâçéêóú",
    "nl": "ëï", "sv": "åäö", "da": "åæø", "pl": "ąćęłńóśźż",
}  # fmt: skip
