/** What the tests use of keyv-file, which only `npm run test:peers` installs. */
declare module 'keyv-file' {
  export class KeyvFile extends Map<string, unknown> {
    constructor(options: { readonly filename: string });
  }
}
