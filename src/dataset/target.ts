/** The number of an artist, or of one of its albums. */
export interface Target {
  /** The name of the artist, or the id in its catalog. */
  readonly artist: string;
  /** The title of the album, or its id. Absent for a number of the artist. */
  readonly album?: string;
  /** Finite. */
  readonly target: number;
}
