"""The words by which scripts and prompts are understood: plain lists, in lower case, to be added to.

English first, with the common words of the larger European languages; Japanese, Chinese, Arabic and
Hindi where a shop says the same thing in every film.
"""

from __future__ import annotations

from collections.abc import Mapping


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> tuple[str, ...]:
    """Split at commas, the longest phrase first, so that `slow zoom` is found before `zoom`."""
    return tuple(sorted((phrase.strip() for phrase in text.split(",")), key=len, reverse=True))


# Grammar

OPENERS = _words("""
    and or but so nor yet with without for from in into on onto at by to of as than that which who when
    while where because if until after before over under between through per und oder aber mit ohne für
    von aus bei zu zum zur im am auf dass wenn weil et ou mais avec sans pour de du des dans sur que qui
    quand y o pero con sin para por en e ma che di da nel mas com sem em
""")
"""A line or chunk had better begin with one of these than end with it."""

ARTICLES = _words("""
    the a an my your our his her its their this these those no not very der die das den dem ein eine
    einen einem einer unser unsere dein deine ihr ihre le la les un une votre notre nos vos el los las
    una tu su nuestro il lo gli i os as um uma seu sua
""")

SUBORDINATE = _words("""
    if when whenever while because since although though unless until after before as with without for
    from in at on by to of that which who whether wenn weil obwohl während falls mit ohne für si quand
    comme pour avec sans cuando porque para con se quando per
""")
"""A phrase that begins with one of these does not stand by itself."""

PLACES = _words("in on at from with for by to")
"""Those with which a whole clause may begin as well: "In the morning the desk is clear"."""

COPULAS = _words("""
    is are was were be it's they're we're you're ist sind bleibt est sont es son está están è sono é são
    это است है हैं
""")
"""Verbs after which a sentence says what something is like: "It is soft, light and dry"."""

DEGREES = _words("so really very always all sehr immer ganz très toujours muy siempre molto sempre muito")
"""What may stand between such a verb and the first of its members."""

STEPS = ("step", "schritt", "étape", "etape", "paso", "passo", "шаг", "krok", "stap", "steg", "الخطوة")
"""What a numbered instruction may begin with."""

COMMON_SINGLE_WORDS = _words("""
    yes no wow now today free sale enjoy hello hi hey thanks amazing perfect finally really why how what
    who more better best fast easy simple clean bold soft light new limited exclusive ready relax
    breathe imagine introducing discover stop wait listen look guess boom period seriously exactly
    tomorrow here there always never ja nein heute jetzt neu gratis endlich oui non bonjour enfin
    gratuit hola gratis ahora hoy nuevo ciao oggi nuovo
""")
"""A sentence of one of these words is not a brand's name; nor is one of these colours."""

COLOURS = _words("""
    red orange yellow green blue violet purple pink brown black white grey gray silver gold beige rot gelb
    grün blau lila rosa braun schwarz weiß grau silber rouge jaune vert bleu marron noir blanc gris argent
    or rojo naranja amarillo verde azul morado marrón negro blanco plata oro rosso arancione giallo blu
    viola marrone nero bianco grigio argento vermelho laranja amarelo roxo marrom preto branco cinza prata
    ouro
""")

# Camera, mood, light

CAMERA_EFFECTS: Mapping[str, tuple[str, ...]] = {
    "push_in": _phrases("""
        slow zoom in, slow push in, push in, push-in, pushes in, pushing in, zoom in, zoom-in, zooms in,
        zooming in, slow zoom, zoom on, zoom, dolly in, dolly, dollies in, move in, moves in, close-up,
        closeup, close up, extreme close-up, macro shot, macro, tilt up
    """),
    "pull_out": _phrases("""
        slow zoom out, slow pull out, slow pull back, pull out, pull-out, pull back, pulls back,
        pulls out, pulling back, zoom out, zoom-out, zooms out, zooming out, dolly out, wide shot,
        wide angle, establishing shot, tilt down, crane up, aerial, aerial shot, drone shot
    """),
    "pan_left": _phrases("""
        slow pan left, slow pan to the left, pan left, pans left, panning left, pan to the left,
        slide left, truck left
    """),
    "pan_right": _phrases("""
        slow pan right, slow pan to the right, slow pan across, pan right, pans right, panning right,
        pan to the right, slide right, truck right, slow pan, pan across, pan over, panning shot, pan,
        panning, tracking shot, orbit, orbits, orbiting, orbit shot, arc shot, rotating shot
    """),
    "still": _phrases(
        "static, static shot, still camera, locked-off, locked off, tripod shot, fixed camera, no movement"
    ),
}
"""Phrases for the camera by the movement they ask for; an orbit round a picture becomes a pan."""

MOODS = _phrases("""
    warm, moody, cinematic, dramatic, energetic, calm, cozy, cosy, playful, elegant, luxurious, luxury,
    minimal, minimalist, minimalistic, bold, vibrant, dreamy, nostalgic, retro, vintage, futuristic,
    mysterious, romantic, serene, uplifting, upbeat, dark and moody, clean and modern, modern, premium,
    sleek, rustic, festive, epic, gritty, peaceful, joyful, intimate, edgy, sophisticated, whimsical
""")

LIGHTINGS = _phrases("""
    golden hour, blue hour, soft light, soft lighting, studio light, studio lighting, natural light,
    natural lighting, warm light, warm lighting, cool light, backlit, backlight, back light, rim light,
    rim lighting, neon, neon light, neon lights, neon lighting, candlelight, candlelit, sunlight,
    sunlit, morning light, daylight, window light, low key, low-key, low-key lighting, high key,
    high-key, hard light, harsh light, diffused light, ambient light, dramatic lighting, moody lighting,
    volumetric light, spotlight, sunset, sunrise, moonlight, bright light, soft shadows
""")

# Directions: what a prompt says to the film-maker and not to the viewer

DIRECTION_OPENINGS = _phrases("""
    close-up of, closeup of, close up of, extreme close-up, macro shot, macro of, wide shot,
    medium shot, aerial shot, aerial view, drone shot, establishing shot, tracking shot, slow pan,
    slow zoom, slow motion, slow-motion, pan left, pan right, pan across, pan over, pan to, tilt up,
    tilt down, zoom in, zoom out, zoom on, push in, pull out, pull back, dolly in, dolly out,
    dolly shot, orbit around, camera, the camera, b-roll, cut to, fade to, fade in, fade out,
    dissolve to, transition to, show the, show a, show our, show close, shows the, shot of, a shot of,
    opening shot, opening scene, opening with, open with, open on, opens with, opens on, closing shot,
    closing scene, close with, close on, end with, end on, ends with, ends on, hero shot, product shot,
    lifestyle shot, beauty shot, split screen, montage of, text overlay, on-screen text, overlay text,
    end card, end screen, logo animation, logo appears, logo on, background music, voiceover,
    voice-over, scene with, overhead shot, top-down shot, pov shot, still life of, static shot,
    a close-up, an aerial, a wide shot, a slow pan, a slow zoom
""")

DIRECTION_WORDS = _words("""
    reveal reveals teaser intro introduction opening opener outro ending closing close end start hook
    cta call action product products brand logo title tagline feature features benefit benefits
    highlight highlights key main core top demo demonstration showcase presentation overview detail
    details testimonial testimonials review reviews proof social problem solution result results
    comparison unboxing lifestyle usage use case hero shot shots scene scenes card screen packshot pack
    show shows camera pan zoom tilt dolly orbit push pull in out slow fast quick smooth gentle left
    right up down close-up closeup macro wide medium angle aerial drone tracking static cut fade
    transition montage animation overlay look feel mood style light lighting atmosphere vibe tone colors
    colours background final cta's
""")
DIRECTION_GLUE = _words("the a an of to and with on in our its for at")
DIRECTION_NEEDS_MORE = _words("top start use fast quick result results close end action style")
"""Words that alone would just as well be copy."""

DIRECTIONS_IN_OTHER_LANGUAGES = _phrases("""
    produktvorstellung, produktenthüllung, produktpräsentation, hauptmerkmale, vorteile,
    handlungsaufforderung, produkteinführung, einleitung, abspann, kundenstimmen, wichtigste merkmale,
    wichtige merkmale, aufruf zum handeln, révélation du produit, présentation du produit,
    caractéristiques principales, caractéristiques clés, appel à l'action, presentación del producto,
    revelación del producto, características principales, características clave, llamada a la acción,
    presentazione del prodotto, caratteristiche principali, invito all'azione, apresentação do produto,
    principais características, chamada para ação, 商品紹介, 製品紹介, 主な特徴, 特徴, 行動喚起,
    产品展示, 产品亮点, 主要特点, 行动号召
""")

# What is sold, and how it is praised

PROOF_WORDS = _phrases("""
    stars, star rating, rated, rating, ratings, reviews, reviewers, customers say, customers,
    testimonial, testimonials, trusted by, loved by, award-winning, award, awards, voted,
    recommended by, dermatologist tested, clinically proven, clinically tested, social proof, kunden,
    bewertungen, bewertung, sternen, sterne, ausgezeichnet, avis, étoiles, clients, clientes, estrellas,
    reseñas, recensioni, stelle, clienti, avaliações, estrelas, レビュー, お客様, 好评, 评价, 顾客,
    عملاء, تقييم
""")

IMPERATIVES = _phrases("""
    order, shop, buy, get, try, start, join, discover, visit, book, download, subscribe, sign up,
    learn more, tap, click, swipe up, claim, save, grab, call, pre-order, preorder, explore, see more,
    find, see, watch, listen, reserve, upgrade, treat, take, add to, pick, choose, bring, make it yours,
    go to, follow, request, contact, register, experience, feel, taste, come, jetzt, bestelle, bestell,
    bestellen sie,
    kaufe, kauf, kaufen sie, entdecke, entdecken sie, probier, probiere, probieren sie, hol dir,
    holen sie, sichere dir, sichern sie, teste, testen sie, besuche, besuchen sie, starte, commandez,
    commande, achetez, achète, découvrez, découvre, essayez, essaie, profitez, visitez, réservez,
    obtenez, compra, compre, pide, pida, descubre, descubra, prueba, pruebe, consigue, visita, visite,
    reserva, empieza, ordena, acquista, ordina, scopri, prova, ottieni, prenota, comprar, peça,
    experimente, conheça, garanta, aproveite, koop, bestel, ontdek, probeer,
    schau, schauen sie, hol, holt, bestellt, kauft, entdeckt, probiert, testet, erlebe, erleben sie,
    gönn dir, gönnen sie sich, finde, finden sie, buche, buchen sie, melde dich, melden sie sich, starten sie,
    schenk, schenke, schenken sie, spare, sparen sie, lade, laden sie,
    offrez, trouvez, trouve, inscrivez-vous, rejoignez, rejoins, commencez, commence, réserve,
    téléchargez, télécharge, venez, voyez, cliquez, choisissez, passez, goûtez,
    encuentra, encuentre, elige, elija, llévate, regala, regístrate, suscríbete, únete, ven, haz, aprovecha,
    encarga, comienza, disfruta, mira, consiga, empiece,
    approfitta, regala, trova, scegli, iscriviti, inizia, vieni, guarda, assaggia, regalati, provate,
    ordinate, acquistate, scoprite, prenotate,
    compra, compre, reserve, encomende, descubra, prove, escolha, comece, veja, baixe, assine, visite, leve,
    presenteie, encontre, participe,
    beställ, köp, upptäck, testa, boka, bestil, køb, prøv, opdag, kjøp, oppdag,
    zamów, kup, sprawdź, odkryj, wypróbuj, objednejte, kupte, vyzkoušejte, objevte, stay
""")
CLITICS = (
    *(
        "telos",
        "telas",
        "telo",
        "tela",
        "tele",
        "teli",
        "los",
        "las",
        "les",
        "gli",
        "lo",
        "la",
        "le",
        "li",
        "ne",
    ),
    *("-vous", "-toi", "-les", "-le", "-la", "-en", "-os", "-as", "-o", "-a", "'s", "’s"),
)
"""What may hang on a Spanish, Italian, Portuguese, French or German verb that asks: `provale`, `pídela`."""

CALLS_OF_ONE_WORD = _phrases("""
    order, subscribe, download, pre-order, preorder, sign up, join, shop, register, bestelle, bestell,
    bestellen sie, kaufe, kauf, kaufen sie, entdecken sie, entdecke, probiere, probieren sie, teste,
    testen sie, commandez, commande, achetez, achète, découvrez, découvre, essayez, essaie, réservez,
    réserve, profitez, pide, pida, compra, compre, prueba, pruebe, descubre, descubra, reserva, reserve,
    encarga, acquista, ordina, scopri, prova, prenota, experimente, peça, garanta, aproveite, encomende,
    conheça, bestel, koop, ontdek, probeer, beställ, köp, prova, upptäck, prøv, bestil, køb, kjøp,
    zamów, kup, sprawdź, wypróbuj, objednejte, kupte, vyzkoušejte, закажите, купите, попробуйте
""")
"""Verbs that make a button without anything else."""

CALLS_WITH_A_TIME = (
    *CALLS_OF_ONE_WORD,
    *_phrases("""
    start, try, buy, book, visit, call, starte, starten sie, buche, buchen sie, commencez, commence,
    venez, inscrivez-vous, empieza, comienza, visita, ven, regístrate, inizia, iscriviti, vieni, comece,
    assine, testa
"""),
)
"""Verbs that make one together with a time: `Start today`."""

CALL_TIMES = _phrases("""
    now, today, tonight, this week, this weekend, jetzt, heute, gleich, noch heute, maintenant,
    aujourd'hui, aujourd’hui, dès maintenant, dès aujourd'hui, dès aujourd’hui, ce soir, ahora, hoy, ya,
    hoy mismo, ahora mismo, ora, adesso, oggi, subito, stasera, agora, hoje, hoje mesmo, já, nu, vandaag,
    idag, i dag, nå, teraz, dziś, dzisiaj, teď, dnes, сейчас, сегодня, şimdi, bugün
""")
"""What a button may say beside its verb: `Order now`."""

IMPERATIVES_ANYWHERE = _phrases("""
    ご購入, 今すぐ, お試し, ご注文, お求め, 購入する, 注文する, 立即, 马上, 购买, 选购, 立刻, अभी,
    खरीदें, ऑर्डर, اشتر, اطلب, تسوق, احصل, جرب, 지금, 구매, 주문, купите, закажите, попробуйте
""")
"""Scripts whose invitations do not begin with the verb, or are spelled together."""

INTRODUCTIONS = _phrases("""
    meet, introducing, say hello to, this is, here is, here's, welcome to, das ist, hier ist, voici,
    découvrez, te presentamos, presentamos, ecco, apresentamos, conheça
""")

WORDS_OF_FILE_NAMES = _words("""
    image images img picture pictures pic photo photos foto fotos bild bilder video videos clip clips film
    movie shot shots scene file copy final draft edit edited new old the and for with studio wide close
    front back side left right top hero main product cutout cut out transparent background white black
    small large big full square portrait landscape vertical dsc dscn mvi vid pxl screenshot render export
    untitled scaled web high low res first last one two three
""")
"""What the names of pictures hold without saying what is in them."""

SPEECH_VERBS = _words("says said writes wrote sagt meint dit dice diz")

UNITS_BESIDE_FIGURES = _phrases("""
    ml, cl, dl, l, g, kg, mg, oz, lb, lbs, mm, cm, m, km, ft, h, hr, hrs, min, s, ms, w, kw, kwh, v,
    mah, gb, tb, mb, mp, hz, khz, db, k, x, °c, °f, °, spf
""")
COUNTERS = _phrases("""
    時間, 分間, 分, 秒, 日間, 日, 週間, か月, ヶ月, 年, 円, 個, 人, 種類, 倍, 本, 枚, 回, 小时, 分钟,
    天, 元, 个, 种, 次, 万, 億, 亿, 시간, 분, 일, 원, 개
""")
"""What follows a figure without a space in Chinese, Japanese and Korean."""

REDUCTIONS = _words("""
    off less more weniger rabatt günstiger billiger moins menos meno
""")
"""What money and per cent may be followed by: `50% off`."""

CAPITALISED_UNITS = _words("""
    stunde stunden minute minuten sekunden tag tage tagen nacht nächte nächten woche wochen monat monate
    monaten jahr jahre jahren euro prozent gramm kilo kilogramm liter meter grad watt kunden kundinnen
    menschen sterne sternen farben tropfen kapseln tassen portionen schritte schritten zutaten teile
    stück rezepte übungen größen bewertungen
""")
"""What German counts; other languages write names with capitals and units without."""

NOT_COUNTED = _words("""
    i you he she it we they who which this these those my your our their when where while if because so
    not no ich du er sie es wir ihr je tu il elle nous vous ils yo tú él ella will can may might must
    should would could has have had do does did were be been get gets go goes make makes statt instead
    jetzt now only just today wird werden sind ist sont est son es and or but of in on at to for from by
    with than that is are was as the a an more up out am pm o'clock und oder von et ou de y o e di
    january february march april june july august september october november december
""")
