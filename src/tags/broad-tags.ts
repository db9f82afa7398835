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

/**
 * Tags that are too broad for album covers. General-purpose taggers give them to nearly every cover of every
 * genre, because they name the medium (a printed picture with letters) and not its content. The first five
 * are those of the experiment that this library is based on. The others come from the vocabulary of
 * Clarifai's general model.
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
];
