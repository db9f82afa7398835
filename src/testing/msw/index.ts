export { FakeClarifai, type FakeClarifaiOptions, type FakeConcept, type FakeInput } from './clarifai.ts';
export {
  FakeMusicBrainz,
  type FakeMusicBrainzArtist,
  type FakeMusicBrainzOptions,
  type FakeReleaseGroup,
} from './musicbrainz.ts';
export {
  FakeSpotify,
  type FakeAlbum,
  type FakeArtist,
  type FakePlaylist,
  type FakeSpotifyOptions,
} from './spotify.ts';
export { FakeVertex, type FakeInstance, type FakePrompt, type FakeVertexOptions } from './vertex.ts';
