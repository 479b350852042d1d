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
    predict predicts predicted predicting
    proclaim proclaims proclaimed proclaiming
    quip quips quipped
    quote! quotes! quoted quoting
    cite! cites cited
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
    blame! blames blamed blaming
    call! calls! called calling
    characterise characterises characterised characterize characterizes characterized
    condemn condemns condemned condemning
    believe believes believed
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
    offer! offers!
    pledge! pledges! pledged pledging
    praise! praises praised praising
    promise! promises! promised promising!
    propose! proposes proposed
    refute! refutes refuted
    reject! rejects rejected
    regret! regrets!
    thank! thanks! thanked thanking
    threaten! threatens threatened
    urge! urges urged urging
    voice! voices! voiced
    welcome! welcomes welcomed
"""

# A crowd does these; a crowd with no other name is of protesters.
CHANTS = "painted scrawled reading! chant! chants! chanted chanting shout! shouts! shouted shouting scream! screamed yell! yelled"

# Before the one who says it.
PHRASES = """
    according to
    as told by
    as quoted by
    as reported by
    in the account of
    in the opinion of
    in the view of
    in the words of
    in an interview with
"""
# Before the one who is quoted by somebody else.
CITING = "citing|quoting|with reference to|referring to"
# Nobody is named: information is going round.
IMPERSONAL = "it was alleged|it is alleged|it was reported|it is reported|it was claimed|it is claimed|it is said|\
it has been reported|it was said|reports say|reports said|reports suggest|reports suggested|rumours say|rumors say"

PASSIVE = "am is are was were be been being gets got"
LINKING = "has have had also later then earlier already again repeatedly publicly officially openly recently further \
furthermore subsequently angrily once often always never still himself herself themselves itself immediately did does \
yesterday today tonight since even now just long reportedly duly additionally would"
PRONOUNS = "he she they it him her them his their"
OWN = "i we us our you my"
# What stands in a clause that starts with one of these is told as a circumstance.
SUBORDINATORS = "after before since when until till because although though if unless whether while once whenever"
CLAUSES = "that but and or than so whereas"
RELATIVES = "who which"
COMPLEMENTS = "that whether how why what if"
NOUN_LEADS = "a an the to of for in on at by from with its his her their our my your this these those no any all some \
many several main such new other and or should must can could may might will not"
NEGATIONS = "not never no nobody none didn’t didn't hasn’t hasn't haven’t haven't don’t don't doesn’t doesn't refused declined"

OFFICE = """
    administration|adviser|advisor|akim|akimat|army|attorney general|authorities|authority|cabinet|central bank|    chancellor|city council|city hall|coast guard|commander|commissioner|committee|congress
    congressman|congresswoman|council|councillor|counsel|court|crown|customs|defence staff|defense staff|department
    deputies|district council|emergency services|emergency service|fire service|first lady|foreign office
    general|government|governing party|governor|governorate|head of state|health service|house speaker|interior ministry
    intelligence|intelligence service|judge|judiciary|junta|justice|king|law enforcement|lawmaker|leadership|legislator
    mayor|mayoral|member of parliament|military|militia|minister|ministry|monarch|mp|national bank|national guard
    officer|official|ombudsman|ombudswoman|palace|parliament|police|policeman|policemen|policewoman|politburo|premier
    presidency|president|presidential|prime minister|prince|prosecution|prosecutor|queen
    regulator|ruler|ruling party|secretary of state|security council|security forces|security service
    secret service|senate|senator|sheriff|state department|statehouse
    supreme court|treasury|troops|vice president|congressional|border service|border guard|state agency|state body
    head of the region|regional head|tax service|electoral commission|election commission|municipality|magistrate
    crown prince|ex-president|ex-minister|capital police|traffic police|rescue service|rescuers|firefighters
"""
PROTEST = """
    activist|agitator|anti-government|civic movement|crowd|demonstrator|demonstrators|democracy movement|dissident
    marcher|opposition|oppositionist|oppositional|organiser of the protest|organisers of the protest|organiser
    organizer|picket|picketer|protest leader|protest movement|protester|protesters|protestor|protestors|rally participant
    rally organiser|rallygoer|rebel|striker|strikers|strike committee|strike leader|striking|trade union|union
    participants of the rally|participants of the rallies|participants in the protest|banners|banner|placard|placards
    posters|poster|slogan|slogans|insurgent|opponents of the government|campaigner|campaigners|exiled politician
    opposition leader|student leader|student union|miners
"""
ALLIANCE = """
    african union|arab league|csto|collective security council|collective security treaty organization
    collective security treaty organisation|commonwealth of independent states|council of europe|cis|eu
    eurasian economic union|european commission|european council|european parliament|european union|g7|g20|gulf states
    international community|mep|meps|nato|organization of turkic states|organisation of turkic states
    shanghai cooperation organisation|shanghai cooperation organization|sco|western capitals|western diplomat
    western diplomats|western governments|heads of many states|heads of other states|foreign leaders|world leaders
    foreign governments|neighbouring countries|neighboring countries
"""
DIPLOMAT = "ambassador|attaché|chargé d’affaires|consul|consulate|diplomat|embassy|envoy|high representative"
MEDIA = """
    agency|agencies|blog|blogger|broadcaster|channel|correspondent|daily|magazine|media|media outlet|news agency
    news agencies|newspaper|news site|news website|news outlet|outlet|portal|press|radio|reporter|journalist|telegram
    telegram channel|telegram-channel|television|tv|tv channel|website|weekly|wire service|web site|page|bbc|reuters|cnn|afp|tass
    bloomberg|newswire|associated press
"""
STATE_OWNED = "state|state-run|state-owned|state-controlled|government-run|pro-government|official|governmental"
OTHER = """
    academic|amnesty international|analyst|association|bystander|campaign group|charity|company|doctor|driver|economist
    employee|employer|expert|eyewitness|farmer|firm|foundation|hospital|historian|human rights|human rights watch
    independent observer|institute|international monetary fund|investor|labour organization|lawyer|local|locals|medic
    mother|father|monitor|monitoring group|neighbour|neighbor|ngo|nurse|observer|organisation|organization|osce
    passer-by|patient|people|pensioner|political scientist|professor|psychologist|red cross|relatives|representative
    report|resident|residents|researcher|rights group|scientist|shopkeeper|shopper|sociologist|source|sources|spectator
    student|students|survey|study|taxi driver|teacher|think tank|tourist|un|united nations|university|user|users
    victim|villager|villagers|watchdog|witness|witnesses|woman|women|man|men|wife|husband|worker|workers|writer|youth
    author|bishop|church|imam|manager|operator|owner|parents|pilot|priest|scholar|specialist|trader|traveller|volunteer
    passenger|passengers|data|unicef|unesco|unhcr|world bank|world health organization|who|imf|opponent|critics|critic
    high commissioner for human rights|secretary general of the un|some|others|many|everyone|everybody
"""
OWN_SIDE = "editors|editorial|editor’s note|our correspondent|this newspaper|own correspondent"

# These belong to whom they lead or speak for; alone the first are officials, the second anybody.
HEADS = "chair|chairman|chairwoman|chief|deputy|director general|head|leader|spokesman|spokesperson|spokespeople|spokeswoman|press office|press secretary|press service|secretary general|aide"
MEMBERS = "activists of|co-founder|founder|member|members|delegate|delegation|representative|representatives|supporter|supporters"
# Some country that is not the one the news is about.
NEIGHBOURS = "neighbouring|neighboring|other states|foreign state"
# Texts that stand for whoever wrote them.
TEXTS = "appeal|document|leaflet|letter|manifesto|message|post|press release|statement|text|tweet"
