import { InvalidArgumentError } from 'commander';

export function wholeNumber(text: string, least = 1): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value) || value < least) {
    throw new InvalidArgumentError(`Type a whole number from ${least}.`);
  }
  return value;
}

export function atLeastTwo(text: string): number {
  return wholeNumber(text, 2);
}

export function share(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 1))
    throw new InvalidArgumentError('Type a share between 0 and 1, such as 0.25.');
  return value;
}
