/**
 * Names of absent features. Most covers lack most features, so such a name does not describe a cover. The
 * palette tagger gives these tags so that its list is complete.
 */
const absences = [
  'no bright highlights',
  'no changes of colour',
  'no flat surfaces',
  'no hard edges',
  'no lettering',
  'no lettering with a few skin tones',
  'no lettering with many skin tones',
  'no lettering with no skin tones',
  'no long level edge',
  'no long upright edge',
  'no person',
  'no plain area',
  'no ruling colour',
  'no shadows',
  'no skin tones',
  'no strong colour',
];

/** Words for printed things, from ImageNet's labels. A classifier of photographs gives them to most covers. */
const printedThings = [
  'book jacket',
  'book jacket, dust cover, dust jacket, dust wrapper',
  'comic book',
  'envelope',
  'menu',
  'web site',
  'web site, website, internet site, site',
];

/**
 * Tags that are too broad for album covers. General-purpose taggers give them to nearly every cover of every
 * genre, because they name the medium (a printed picture with letters) and not its content. The first five
 * are those of the experiment that this library is based on. The others come from the vocabularies of
 * Clarifai's general model, of ImageNet and of the palette tagger.
 */
export const broadTags: readonly string[] = [
  'art',
  'graphic',
  'illustration',
  'portrait',
  'poster',
  'album',
  'album cover',
  'artistic',
  'artwork',
  'background',
  'banner',
  'card',
  'conceptual',
  'cover',
  'creativity',
  'decoration',
  'design',
  'desktop',
  'element',
  'font',
  'graphic design',
  'graphics',
  'image',
  'isolated',
  'label',
  'one',
  'photo',
  'photograph',
  'picture',
  'print',
  'sign',
  'symbol',
  'template',
  'text',
  'type',
  'typography',
  'vector',
  'visuals',
  'wallpaper',
  ...absences,
  ...printedThings,
];
