/** The catalog of the profiles of images, whose artists no catalog has found. Titles of their albums are names of files. */
export const imagesCatalog = 'images';
