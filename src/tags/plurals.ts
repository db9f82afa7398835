import pluralize from 'pluralize';

/**
 * Words that look like plurals, and have no singular, or one with another meaning. Collected from the nouns of WordNet 3.1
 * whose singular by `pluralize` is not one of its nouns, or means something else.
 */
const keptPlurals = new Set(
  (
    'abdomen abs alps amen andes antilles arms asbestos athens azores backwoods badlands bahamas balkans bellows ' +
    'bermudas bias biceps bifocals billiards binoculars blinds blues braces breeches briefs britches brussels ' +
    'cannes canvas caracas carpathians castanets catacombs chaos charades charles clothes corduroys cosmos ' +
    'crossbones crosshairs crossroads cyclades cyclops dallas damages darts dickens doldrums dominoes dregs ' +
    'dungarees earnings eaves entrails eros ethos everglades eyeglasses faeces feces fireworks flanders ' +
    'footlights forceps galapagos galoshes ganges genitals glasses goggles goods gravitas greaves greens ' +
    'groceries guts hades headphones heartstrings hebrides hercules hermes highlands hijinks himalayas honduras ' +
    'innards jodhpurs kansas knickerbockers knickers leggings lens lights loins lowlands madras mars marseilles ' +
    'massachusetts menses midas molasses moses naples netherlands nylons oats omen orleans outdoors outskirts ' +
    'overalls pajamas pampas pancreas pants patas patras philippines pisces pleiades psalms pyjamas pyrenees ' +
    'quadriceps rabies rapids reins remains rhinoceros rhodes rickets rockies ruins sassafras savings schnapps ' +
    'semen seychelles shorts soapsuds spareribs specimen specs spectacles stairs stamen stockings suds sundries ' +
    'sunglasses surroundings suspenders sweatpants texas thames thanks thermos tights tongs triceps triceratops ' +
    'trousers trunks tweezers underclothes underpants upstairs versailles visuals wales waterworks woods yemen'
  ).split(' '),
);

/** Plurals that `pluralize` shortens to something that is not a word. */
const otherSingulars = new Map(
  (
    'atlases atlas,avalanches avalanche,bivalves bivalve,bowties bowtie,brownies brownie,canvases canvas,' +
    'gouaches gouache,headaches headache,lenses lens,magpies magpie,moustaches moustache,mustaches mustache,' +
    'niches niche,prairies prairie,valkyries valkyrie'
  )
    .split(',')
    .map((pair) => {
      const [plural = '', singular = ''] = pair.split(' ');
      return [plural, singular];
    }),
);

/** "venus", "oasis", "politics" and "glass" are not plurals. */
const singularEnding = /(?:us|is|ics|ss)$/u;

/** Latin plurals are words of their own: "media", "bacteria". So is "supernova". */
const pluralEnding = /(?:s|men|children|feet|geese|mice|teeth)$/u;

/** Repeated until nothing changes, so that the result is its own singular ("womens", "women", "woman"). */
export function singularOf(word: string): string {
  if (keptPlurals.has(word) || singularEnding.test(word) || !pluralEnding.test(word)) return word;
  const singular = otherSingulars.get(word) ?? pluralize.singular(word);
  // The singular of the letter s would be empty.
  return singular === word || singular === '' ? word : singularOf(singular);
}
