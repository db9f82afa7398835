/** Which genres are kinds of others. A genre that it does not know is a root. */
export class GenreTree {
  readonly #parents: ReadonlyMap<string, string>;

  /** @param parents - the parent of each genre that has one; without circles. */
  constructor(parents: ReadonlyMap<string, string>) {
    this.#parents = parents;
  }

  /** From the root to the genre itself. */
  pathOf(genre: string): readonly string[] {
    const path = [genre];
    let parent = this.#parents.get(genre);
    while (parent !== undefined) {
      path.unshift(parent);
      parent = this.#parents.get(parent);
    }
    return path;
  }

  /** Its ancestor at a level, from 1 for the roots; itself if it stands above that level. */
  atLevel(genre: string, level: number): string {
    return this.pathOf(genre)[level - 1] ?? genre;
  }
}
