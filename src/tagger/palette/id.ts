/** The version goes up with every change of the vocabulary or of what is measured. */
export const paletteId = 'palette@2';
