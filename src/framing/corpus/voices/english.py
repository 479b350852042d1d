"""English words that tell who said something; data only.

A line of verbs holds one family. `!` marks the forms that are nouns as often as verbs: `reports`, `demands`.
"""

# What they govern is somebody's words.
SAYING = """
    acknowledge acknowledges acknowledged acknowledging
    add adds added adding
    admit admits admitted admitting
    advise advises advised advising
    affirm affirms affirmed affirming
    allege alleges alleged alleging
    announce announces announced announcing
    argue argues argued arguing
    ask asks asked asking
    assert asserts asserted asserting
    assure assures assured assuring
    brief! briefs! briefed
    caution! cautions! cautioned cautioning
    cite! cites cited
    claim! claims! claimed claiming
    comment! comments! commented commenting
    complain complains complained complaining
    concede concedes conceded conceding
    conclude! concludes concluded
    confirm confirms confirmed confirming
    contend contends contended contending
    declare declares declared declaring
    deny denies denied denying
    emphasise emphasises emphasised emphasising emphasize emphasizes emphasized emphasizing
    estimate! estimates! estimated estimating
    explain explains explained explaining
    inform informs informed informing
    insist insists insisted insisting
    maintain maintains maintained maintaining
    mention! mentions! mentioned
    note! notes! noted noting
    observe! observes observed
    point! points! pointed pointing!
    predict predicts predicted predicting
    proclaim proclaims proclaimed proclaiming
    put!
    quip quips quipped
    quote! quotes! quoted quoting
    recall recalls recalled recalling
    recount recounts recounted recounting
    reiterate reiterates reiterated reiterating
    relate relates related
    remark! remarks! remarked
    remind reminds reminded reminding
    repeat! repeats repeated
    reply! replies! replied replying
    report! reports! reported reporting
    respond! responds! responded
    retort retorts retorted
    reveal! reveals revealed
    say says said saying
    speak! speaks spoke speaking!
    states! stated stating
    stress! stresses stressed stressing
    suggest suggests suggested suggesting
    tell! tells told telling
    testify testifies testified
    tweet! tweets! tweeted tweeting
    underline! underlines underlined underlining
    underscore! underscores underscored
    vow! vows! vowed vowing
    warn warns warned warning!
    write! writes wrote writing!
"""

# Deeds done by words: their object is not a clause, but it is told in the words of the one who does them.
ACTS = """
    accuse accuses accused accusing
    believe believes believed
    blame! blames blamed blaming
    call! calls! called calling
    characterise characterises characterised characterize characterizes characterized
    condemn condemns condemned condemning
    count! counts! counted
    congratulate congratulates congratulated
    criticise criticises criticised criticising criticize criticizes criticized criticizing
    defend! defends defended
    demand! demands! demanded demanding!
    denounce denounces denounced denouncing
    describe! describes described describing
    dismiss! dismisses dismissed
    doubt! doubts!
    expect expects expected
    express! expresses expressed expressing
    fear! fears!
    hail! hails hailed
    hope! hopes!
    offer! offers! offered
    pledge! pledges! pledged pledging
    praise! praises praised praising
    promise! promises! promised promising!
    propose! proposes proposed
    refute! refutes refuted
    regret! regrets!
    reject! rejects rejected
    thank! thanks! thanked thanking
    threaten! threatens threatened
    urge! urges urged urging
    voice! voices! voiced
    welcome! welcomes welcomed
"""

# A crowd does these; a crowd with no other name is of protesters.
CHANTS = """
    chant! chanted chanting chants! painted read! reading! reads scrawled scream! screamed shout! shouted shouting
    shouts! yell! yelled
"""

# How something is said: these tell of words only behind a dash.
DIALOGUE = """
    begins began continued continues grinned grins interrupted interrupts jokes joked laughed laughs nodded nods recalls
    remembers remembered shrugged shrugs sighed sighs smiled smiles whispered whispers wondered wonders
"""

# Before the one who says it.
PHRASES = """
    according to
    as quoted by
    as reported by
    as told by
    in an interview with
    in the account of
    in the opinion of
    in the view of
    in the words of
"""
# Before the one who is quoted by somebody else.
CITING = "citing|quoting|referring to|with reference to"
# Nobody is named: information is going round.
IMPERSONAL = """
    it has been reported|it is alleged|it is claimed|it is reported|it is said|it was alleged|it was claimed
    it was reported|it was said|reports said|reports say|reports suggest|reports suggested|rumors say|rumours say
"""

PASSIVE = "am are be been being gets got is was were"
LINKING = """
    additionally again already also always angrily did does duly earlier even further furthermore had has have herself
    himself immediately itself just later long never now officially often once openly publicly recently repeatedly
    reportedly since still subsequently themselves then today tonight would yesterday
"""
PRONOUNS = "he her him his it she their them they"
OWN = "i my our us we you"
# What stands in a clause that starts with one of these is told as a circumstance.
SUBORDINATORS = "after although because before if once since though till unless until when whenever whether while"
CLAUSES = "and but or so than that whereas"
RELATIVES = "which who whose"
COMPLEMENTS = "how if that what whether why"
NOUN_LEADS = """
    a all an and any at by can could for from her his in its main many may might must my new no not of on or other our
    several should some such the their these this those to will with your
"""
NEGATIONS = """
    declined didn't didn’t doesn't doesn’t don't don’t few hasn't hasn’t haven't haven’t never no nobody none not
    refused
"""

OFFICE = """
    administration|adviser|advisor|air force|akim|akimat|army|attorney general|authorities|authority|border guard
    border service|brigadier|cabinet|cabinet minister|capital police|central bank|chancellor|city council|city hall
    civil protection|coast guard|colonel|commander|commissioner|committee|congress|congressional|congressman
    congresswoman|consumer agency|council|councillor|counsel|court|court of appeal|crown|crown prince|customs
    defence secretary|defence staff|defense secretary|defense staff|department|deputies|detective|disaster agency
    district attorney|district council|election authority|election board|election commission|election officials
    electoral authority|electoral board|electoral commission|electoral court|emergency service|emergency services
    environment agency|ex-minister|ex-president|fire brigade|fire department|fire service|firefighters|first lady
    foreign office|foreign secretary|general|governing party|government|government agency|governor|governorate
    harbour authority|head of state|head of the region|health authority|health officials|health service|home secretary
    house speaker|inspectorate|intelligence|intelligence service|interior ministry|investigating judge|investigator
    investigators|judge|judiciary|junta|justice|king|labour inspectorate|law enforcement|lawmaker|leadership|legislator
    lieutenant|magistrate|mayor|mayoral|member of parliament|meteorological service|military|militia|minister|ministry
    monarch|mp|municipality|national bank|national guard|navy|officer|official|ombudsman|ombudswoman|palace|parliament
    police|policeman|policemen|policewoman|politburo|port authority|ports authority|premier|presidency|president
    presidential|prime minister|prince|prison service|prosecution|prosecutor|prosecutors|public prosecutor|queen
    regional head|regulator|rescue service|rescuers|riot police|ruler|ruling party|secret service|secretary of state
    security council|security forces|security officials|security service|senate|senator|sergeant|sheriff|state agency
    state body|state broadcaster|state department|state hospital|state media|state news agency|state radio
    state television|state tv|statehouse|statistics office|supreme court|tax service|traffic police|transport authority
    treasury|treasury secretary|tribunal|troops|undersecretary|vice president|weather service
"""
PROTEST = """
    activist|agitator|anti-government|banner|banners|blockading|campaigner|campaigners|campaigning group|challenger
    civic movement|coalition of opposition parties|crowd|defeated candidate|democracy movement|demonstrator
    demonstrators|dissident|dockworkers’ union|exile|exiled|exiled politician|fugitive|hunger striker|in exile|insurgent
    labour leader|lives in exile|living in exile|marcher|movement|mutineer|occupiers|opponents of the government
    opposition|opposition activist|opposition alliance|opposition bloc|opposition campaign|opposition candidate
    opposition coalition|opposition figure|opposition lawmaker|opposition leader|opposition mp|opposition parties
    opposition party|opposition politician|opposition senator|oppositional|oppositionist|organiser
    organiser of the protest|organisers of the protest|organizer|participants in the protest|participants of the rallies
    participants of the rally|picket|picketer|picketers|placard|placards|political prisoner|poster|posters|pro-democracy
    protest leader|protest movement|protester|protesters|protesting|protestor|protestors|rally organiser
    rally participant|rallygoer|rallygoers|rallying|rebel|rioter|rival|rival candidate|runner-up|self-exiled
    shop steward|sit-in|slogan|slogans|street movement|strike committee|strike leader|strike organiser|strike organizer
    striker|strikers|striking|student leader|student movement|student union|trade union|trade unionist|trade unions
    union|union boss|union chief|union leader|union official|union representative|unionist|unions|who fled
    workers’ committee
"""
ALLIANCE = """
    election observation mission|election observers|foreign observers|monitoring mission|observer mission
    african union|arab league|cis|collective security council|collective security treaty organisation
    collective security treaty organization|commonwealth of independent states|council of europe|csto|eu
    eurasian economic union|european commission|european council|european parliament|european union
    foreign governments|foreign leaders|g20|g7|gulf states
    international community|mep|meps|nato|neighboring countries|neighbouring countries|organisation of turkic states
    organization of turkic states|sco|shanghai cooperation organisation|shanghai cooperation organization
    western capitals|western diplomat|western diplomats|western governments|world leaders
"""
DIPLOMAT = "ambassador|attaché|chargé d’affaires|consul|consulate|diplomat|embassy|envoy|high representative"
MEDIA = """
    afp|agencies|agency|associated press|bbc|blog|blogger|bloomberg|broadcaster|channel|cnn|correspondent|daily
    journalist|magazine|media|media outlet|news agencies|news agency|news outlet|news site|news website|newspaper
    newswire|outlet|page|portal|press|radio|reporter|reuters|tass|telegram|telegram channel|telegram-channel
    television|tv|tv channel|web site|website|weekly|wire service
"""
STATE_OWNED = "government-run|governmental|official|pro-government|state|state-controlled|state-owned|state-run"
OTHER = """
    academic|amnesty international|analyst|association|author|bishop|bystander|campaign group|charity|church|columnist
    commentator|company|critic|critics|data|doctor|doctors without borders|driver|economist|employee|employer
    everybody|everyone|expert|eyewitness|farmer|father|firm|foundation|high commissioner for human rights|historian
    hospital|human rights|human rights watch|husband|imam|imf|independent observer|institute
    international monetary fund|investor|labour organization|lawyer|local|locals|man|manager|many|medic|men|miners
    monitor|monitoring group|mother|neighbor|neighbour|ngo|nurse|observer|operator|opponent|organisation|organization
    osce|others|owner|parents|passenger|passengers|passer-by|patient|pensioner|people|pilot|political scientist|priest
    professor|psychologist|red crescent|red cross|relatives|report|representative|researcher|resident|residents
    rights group|scholar|scientist|scientists|secretary general of the un|shopkeeper|shopper|sociologist|some|source
    sources|specialist|spectator|spectators|student|students|study|survey|taxi driver|teacher|think tank|tourist
    trader|traveller|un|unesco|unhcr|unicef|united nations|university|user|users|victim|villager|villagers|volunteer
    watchdog|WHO|wife|witness|witnesses|woman|women|worker|workers|world bank|world health organization|writer|youth
"""
OWN_SIDE = "editorial|editors|editor’s note|our correspondent|own correspondent|this newspaper"

# These belong to whom they lead or speak for; alone the first are officials, the second anybody.
HEADS = """
    aide|chair|chairman|chairwoman|chief|deputy|director general|head|leader|press office|press secretary
    press service|secretary general|spokesman|spokespeople|spokesperson|spokeswoman
"""
# With a word on the left or some on the right these are alliances: `Eastern League`, `union of coastal states`.
ALLIANCES = "alliance|association|bloc|commonwealth|community|compact|league|organisation|organization|pact|union"
REGIONS = """
    arctic|atlantic|baltic|caspian|central|coastal|eastern|gulf|northern|nordic|pacific|pacific rim|rim|river|southern
    western
"""
OF_STATES = """
    of african states|of arab states|of caribbean states|of coastal states|of eastern states|of independent states
    of island states|of mountain states|of nations|of neighbouring states|of northern states|of pacific states
    of southern states|of states|of turkic states|of western states
"""
# Ordinary people: who of them speaks at a rally is a protester.
PEOPLE = """
    families|family|farmer|farmers|father|man|men|miners|mother|nurse|nurses|parents|pensioner|pensioners|people|relatives
    resident|residents|student|students|survivor|survivors|teacher|teachers|villager|villagers|woman|women|worker|workers
"""
RALLIES = "barricade demonstration encampment march picket protest rally sit-in strike vigil"
# Those who follow somebody: protesters, unless they follow who governs.
SUPPORTERS = "backer|backers|follower|followers|supporter|supporters"
MEMBERS = """
    activists of|co-founder|coordinator|delegate|delegation|founder|member|members|representative|representatives
"""
# Some country that is not the one the news is about.
NEIGHBOURS = """
    foreign state|neighboring|neighbouring|other states
    foreign countries|many countries|many states|other countries|several countries|several states|some countries
"""
# Texts that stand for whoever wrote them.
TEXTS = "appeal|document|leaflet|letter|manifesto|message|post|press release|statement|text|tweet"
# A noun phrase does not reach over these.
PREPOSITIONS = """
    about after against amid among and as at because before behind between but by during for from if in inside into
    near of on or outside over since that through to under until via when while with within without
"""
# When it was said, and how: no part of a name.
TIMES = """
    afternoon also both april august december earlier even evening february friday had has have however january july
    june
    last later march meanwhile monday month moreover morning night november october saturday september still sunday
    then therefore thursday thus today tuesday wednesday week year yesterday
"""
ARTICLES = "that the this"
# Whose: a spokesman of these is one of the party named before.
POSSESSIVES = "his her its their"
# What makes somebody part of what stands after it: `who leads the union`.
LEADING = "leads led heads headed chairs chaired represents founded organised organized runs"
# Who was in office once and may be anything now.
FORMER = "ex former"
