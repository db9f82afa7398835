/** What the threads of the meter run. It is a file of its own in the package. */

// The decoders print every broken frame of a file. This console belongs to the thread alone.
console.error = () => undefined;

export { measureFile as default } from './measure-file.ts';
