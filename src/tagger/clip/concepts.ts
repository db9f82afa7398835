/** Concepts that exclude each other more than they go together. */
export interface ConceptGroup {
  readonly name: string;
  /** @default those of the tagger */
  readonly templates?: readonly string[];
  readonly concepts: readonly string[];
}

const concepts = (list: string) => list.trim().replace(/\s+/gu, ' ').split(', ');

/**
 * What may be seen on album covers, in groups of which each is decided by itself: subjects, scenes, objects, styles,
 * moods and typography. Colors are left to the palette tagger, which measures them.
 */
export const albumCoverConcepts: readonly ConceptGroup[] = [
  {
    name: 'subjects',
    templates: ['an album cover showing {}', 'a picture of {}', '{}'],
    concepts: concepts(`
      man, woman, couple, family, child, baby, old man, old woman, crowd, band of musicians, singer at a
      microphone, guitarist, pianist, violinist, saxophonist, trumpeter, drummer, conductor, orchestra,
      choir, dancer, rapper, cowboy, soldier, priest, nun, king or queen, warrior, astronaut, boxer,
      ballerina, clown, face in close-up, silhouette of a person, hand, pair of eyes, mouth, back of a
      person, nude body, skeleton, skull, demon, angel, ghost, vampire, robot, alien, monster, dragon,
      unicorn, mermaid, wolf, dog, cat, horse, lion, bull, goat, snake, eagle, raven, owl, dove, fish,
      butterfly, spider, insect
    `),
  },
  {
    name: 'scenes',
    templates: ['an album cover showing {}', 'a picture of {}', '{}'],
    concepts: concepts(`
      forest, mountains, desert, beach, ocean, river, waterfall, lake, snow landscape, field of grass,
      garden, jungle, island, swamp, cave, volcano, sky with clouds, starry sky, outer space, planet,
      moon, sunset, sunrise, rainbow, storm, lightning, rain, fog, city skyline, city street, back
      street, city at night, highway, country road, railway, bridge, harbour, farm, village, church,
      cathedral, castle, ruins, graveyard, battlefield, factory, prison, concert stage, recording
      studio, nightclub, bar, living room, bedroom, kitchen, staircase, corridor, window, swimming pool,
      car park, petrol station, fairground, underwater, palace, concert hall, housing estate
    `),
  },
  {
    name: 'objects',
    templates: ['an album cover showing {}', 'a picture of {}', '{}'],
    concepts: concepts(`
      guitar, electric guitar, piano, violin, cello, trumpet, saxophone, drum kit, microphone,
      loudspeaker, headphones, vinyl record, cassette, turntable, sheet music, car, motorcycle, truck,
      train, ship, aeroplane, rocket, bicycle, gun, sword, knife, axe, bomb, chain, barbed wire, cross,
      inverted cross, pentagram, flag, crown, throne, mask, hat, cowboy hat, sunglasses, jewellery, gold
      chain, dress, suit and tie, leather jacket, boots, cigarette, bottle, wine glass, money, dice,
      playing cards, book, letter, clock, mirror, candle, fire, smoke, blood, bone, flower, rose, tree,
      leaf, fruit, mushroom, egg, feather, cannabis leaf, telephone, television, computer, statue, door,
      key, umbrella, balloon, toy,  heart
    `),
  },
  {
    name: 'styles',
    templates: ['an album cover in the style of {}', 'album artwork, {}', '{}'],
    concepts: concepts(`
      black and white photograph, color photograph, vintage photograph, portrait photograph, photograph
      of a performance, blurred photograph, double exposure, oil painting, watercolor, Renaissance
      painting, Baroque painting, Romantic painting, impressionist painting, expressionist painting,
      surrealist painting, abstract painting, pencil drawing, ink drawing, engraving, woodcut, comic,
      cartoon, anime, graffiti, collage, pop art, Art Deco, Art Nouveau, Bauhaus design, minimalist
      design, psychedelic art, fantasy art, science fiction art, horror art, pixel art, 3D rendering,
      glitch art, vaporwave, geometric pattern, ornament, pattern of lines, plain background, medieval
      manuscript, religious icon, old map, poster, logo, folk art, tattoo art, airbrush art, stencil
    `),
  },
  {
    name: 'moods',
    templates: ['an album cover that looks {}', '{} album artwork', 'a picture whose mood is {}'],
    concepts: concepts(`
      dark, gloomy, sad, melancholic, lonely, peaceful, calm, dreamy, romantic, sensual, nostalgic,
      elegant, noble, solemn, spiritual, mysterious, eerie, frightening, violent, aggressive, angry,
      chaotic, rebellious, gritty, cold, warm, cheerful, playful, funny, energetic, festive, luxurious,
      cool, rural, urban, futuristic, heroic, epic
    `),
  },
  {
    name: 'typography',
    templates: ['an album cover with {}', 'album artwork with {}', '{}'],
    concepts: concepts(`
      no lettering, small lettering, large lettering, handwritten lettering, calligraphy, blackletter,
      unreadable spiky logo, serif lettering, sans-serif lettering, slab serif lettering of the Wild
      West, stencil lettering, graffiti lettering, bubble lettering, neon lettering, metallic lettering,
      typewriter lettering, pixel lettering, brush lettering, ornate lettering, psychedelic lettering,
      lettering in capitals, lettering in columns, label of a record company, parental advisory sticker,
      frame around the picture, banner of text
    `),
  },
];
