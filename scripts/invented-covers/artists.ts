/** An artist that does not exist. */
export interface InventedArtist {
  readonly name: string;
  readonly titles: readonly string[];
  /** The colors of the covers, as the genre takes them. */
  readonly colors: readonly string[];
}

/** Genres, artists and titles were invented for these covers. */
export const inventedArtists = {
  'basalt drone': [
    {
      name: 'Hraskelv',
      titles: ['Slag Hymn', 'Nine Black Stairs', 'The Long Furnace'],
      colors: ['#0b0909', '#8f2314', '#cbbfa6'],
    },
    {
      name: 'Ossuvane',
      titles: ['Grave Weather', 'Marrow Bell', 'Under the Lintel'],
      colors: ['#090a0d', '#3a4a63', '#b9c2c9'],
    },
    {
      name: 'Kiln of Morrow',
      titles: ['Ash Liturgy', 'Ember Procession', 'Cold Hearth'],
      colors: ['#0d0907', '#a04a0c', '#d9c39a'],
    },
    {
      name: 'Vantgrau',
      titles: ['Iron Moss', 'Third Descent', 'Hollow Quarry'],
      colors: ['#080b09', '#2f5130', '#b7bf9f'],
    },
    {
      name: 'Ombrethul',
      titles: ['Vigil of Thorns', 'Deep Cistern', 'Night Without Doors'],
      colors: ['#0b080e', '#51245c', '#c4b4c4'],
    },
  ],
  'block pop': [
    {
      name: 'Bibi Tangram',
      titles: ['Yes Yes Confetti', 'Sugar Grid', 'Hello Corner'],
      colors: ['#fff4d6', '#1d1a3a', '#ff3d5a', '#ffb703', '#1fb5ff', '#12c48b'],
    },
    {
      name: 'Lollo Quadrant',
      titles: ['Jump Machine', 'Pink Elevator', 'Saturday Shapes'],
      colors: ['#ffe3f1', '#2a0a4a', '#ff2e93', '#7c3cff', '#ffd60a', '#00c2d1'],
    },
    {
      name: 'Kumquat Arcade',
      titles: ['Juice', 'High Score Summer', 'Bubble Logic'],
      colors: ['#fffbe8', '#10243f', '#ff7a00', '#ffd000', '#00a878', '#ff4d6d'],
    },
    {
      name: 'Pim and the Parcels',
      titles: ['Open Me', 'Tape and Ribbon', 'Express'],
      colors: ['#eafff6', '#0b2b26', '#00b3a4', '#ff5c38', '#ffe14d', '#3a6bff'],
    },
    {
      name: 'Mopsy Vector',
      titles: ['Left Right Left', 'Rollerskate Heart', 'Neon Picnic'],
      colors: ['#f2f0ff', '#16123d', '#4361ff', '#ff4fa3', '#21d07a', '#ffcf33'],
    },
  ],
  'haze folk': [
    {
      name: 'Elna Farhaven',
      titles: ['Letters from the Weir', 'Slow Orchard', 'Morning Ferry'],
      colors: ['#dfe9f2', '#f8e4cf', '#c0cfd8', '#7f99a6', '#52697a'],
    },
    {
      name: 'The Willowmere Letters',
      titles: ['Barley Light', 'Where the Path Bends', 'Linen'],
      colors: ['#e9efe6', '#f7efcf', '#c6d3bd', '#86a08a', '#566c5c'],
    },
    {
      name: 'Oskar Lindmoor',
      titles: ['Heather', 'A Year of Rain', 'Lamplit'],
      colors: ['#ece4f0', '#f9dfd9', '#cfc3d6', '#9686a6', '#665a78'],
    },
    {
      name: 'Hollin Drey',
      titles: ['Fernsong', 'The Quiet Mile', 'Snow on the Gate'],
      colors: ['#e6f1f1', '#f3f5ec', '#bfd5d4', '#7fa3a3', '#4d6f72'],
    },
    {
      name: 'Sisters of Mirefield',
      titles: ['Harvest Home', 'Over the Downs', 'Candle in the Window'],
      colors: ['#f2ece0', '#fbdcb8', '#dcc7ac', '#b0957a', '#7a6350'],
    },
  ],
} as const satisfies Readonly<Record<string, readonly InventedArtist[]>>;
