import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/**
 * Reads the file of LMDB directly, because LMDB trusts it: a damaged page ends the process with SIGBUS or
 * SIGSEGV. The format is that of `struct MDB_page`, `MDB_meta` and `MDB_node` in LMDB 1.0, as the package
 * `lmdb` builds it: little-endian, without encryption and without sub-databases.
 */
const headerBytes = 24;
/** Windows does not have it. */
const nonBlocking = (constants as Partial<typeof constants>).O_NONBLOCK ?? 0;
/** The size of pages of most systems. Only used for a file whose first pages are damaged. */
const usualPageSize = 4096;
const magic = 0xbeefc0de;
/** The root of a tree without pages. */
const noPage = 0xffff_ffff_ffff_ffffn;

const pageFlags = { branch: 1, leaf: 2, overflow: 4 } as const;
const bigData = 1;

/** Bytes of a page that hold its state. */
const metaBytes = 160;

const version = 2;
/** The flags of both trees, without one that LMDB sets as it likes. */
const treeFlags = [8, 0] as const;
const freeFlag = 0x1000;
/** How far the last page may lie behind the end: LMDB does not write pages that it freed at once. */
const mostUnwritten = 1000n;

/** Where the trees of one state of the database begin. */
export interface Meta {
  readonly pageSize: number;
  readonly transaction: bigint;
  readonly lastPage: bigint;
  readonly roots: readonly bigint[];
}

export interface LeafNode {
  readonly key: Buffer;
  readonly value: Buffer | BigValue;
}

/** A value that has pages of its own: the first of them, and its length. */
export interface BigValue {
  readonly page: bigint;
  readonly bytes: number;
}

export type Page =
  | { readonly kind: 'branch'; readonly children: readonly bigint[] }
  | { readonly kind: 'leaf'; readonly nodes: readonly LeafNode[] }
  | { readonly kind: 'overflow'; readonly pages: number };

/** A database file that is open for reading. Reads are synchronous: a page takes microseconds. */
export class DatabaseFile {
  readonly #file: number;
  #pageSize = usualPageSize;
  #pages = 0;

  /** @throws the error of the file system for a file that cannot be opened. */
  constructor(path: string) {
    // A pipe, which is not a database, does not block.
    this.#file = openSync(path, constants.O_RDONLY | nonBlocking);
  }

  get bytes(): number {
    return fstatSync(this.#file).size;
  }

  /** How many pages the file had when the state was read. */
  get pages(): number {
    return this.#pages;
  }

  /** Reads the newest state. Undefined if the file does not begin as a database does. */
  meta(): Meta | undefined {
    const first = metaAt(this.#read(0, metaBytes));
    const second = first && metaAt(this.#read(first.pageSize, metaBytes));
    if (first) this.#pageSize = first.pageSize;
    this.#pages = Math.floor(this.bytes / this.#pageSize);
    if (!first || second?.pageSize !== first.pageSize) return undefined;
    const newest = second.transaction > first.transaction ? second : first;
    return newest.lastPage < BigInt(this.#pages) + mostUnwritten ? newest : undefined;
  }

  /** A page, or undefined if it is damaged or lies outside the file. */
  page(at: bigint): Page | undefined {
    if (at < 2n || at >= BigInt(this.#pages)) return undefined;
    const bytes = this.#read(Number(at) * this.#pageSize, this.#pageSize);
    if (bytes.length < this.#pageSize || bytes.readBigUInt64LE(0) !== at) return undefined;
    try {
      return parsePage(bytes);
    } catch (error) {
      // A pointer leads out of the page.
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }

  /** A value that has pages of its own, or undefined if they are damaged. */
  bigValue({ page, bytes }: BigValue): Buffer | undefined {
    const first = this.page(page);
    if (first?.kind !== 'overflow' || page + BigInt(first.pages) > BigInt(this.#pages)) return undefined;
    if (headerBytes + bytes > first.pages * this.#pageSize) return undefined;
    return this.#read(Number(page) * this.#pageSize + headerBytes, bytes);
  }

  close(): void {
    closeSync(this.#file);
  }

  /** So many bytes, or fewer at the end of the file. */
  #read(position: number, bytes: number): Buffer {
    const buffer = Buffer.allocUnsafe(bytes);
    return buffer.subarray(0, readSync(this.#file, buffer, 0, bytes, position));
  }
}

function metaAt(bytes: Buffer): Meta | undefined {
  if (bytes.length < metaBytes || bytes.readUInt32LE(24) !== magic) return undefined;
  if (bytes.readUInt32LE(28) !== version) return undefined;
  if (treeFlags.some((flags, at) => (bytes.readUInt16LE(52 + 48 * at) & ~freeFlag) !== flags))
    return undefined;
  const pageSize = bytes.readUInt32LE(48);
  if (pageSize < 512 || pageSize > 65_536) return undefined;
  const roots = [bytes.readBigUInt64LE(88), bytes.readBigUInt64LE(136)].filter((root) => root !== noPage);
  const [lastPage, transaction] = [bytes.readBigUInt64LE(144), bytes.readBigUInt64LE(152)];
  return { pageSize, transaction, lastPage, roots };
}

/** @throws RangeError for a pointer that leads out of the page. */
function parsePage(bytes: Buffer): Page | undefined {
  const kind = bytes.readUInt16LE(18);
  if (kind === pageFlags.overflow) return { kind: 'overflow', pages: bytes.readUInt32LE(20) };
  const lower = bytes.readUInt16LE(20);
  const upper = bytes.readUInt16LE(22);
  if (lower % 2 !== 0 || lower > upper || upper > bytes.length - headerBytes) return undefined;
  const nodes = Array.from(
    { length: lower / 2 },
    (_, at) => headerBytes + bytes.readUInt16LE(headerBytes + 2 * at),
  );
  if (nodes.length === 0) return undefined;
  if (kind === pageFlags.branch)
    return { kind: 'branch', children: nodes.map((node) => childOf(bytes, node)) };
  if (kind === pageFlags.leaf) return { kind: 'leaf', nodes: nodes.map((node) => leafNode(bytes, node)) };
  return undefined;
}

function childOf(bytes: Buffer, node: number): bigint {
  return BigInt(bytes.readUIntLE(node, 6));
}

function leafNode(bytes: Buffer, node: number): LeafNode {
  const length = bytes.readUInt32LE(node);
  const flags = bytes.readUInt16LE(node + 4);
  if (flags !== 0 && flags !== bigData) throw new RangeError(`The node has unknown flags: ${flags}.`);
  const isBig = flags === bigData;
  const keyEnd = node + 8 + bytes.readUInt16LE(node + 6);
  if (keyEnd + (isBig ? 8 : length) > bytes.length) throw new RangeError('The node leads out of its page.');
  return {
    key: bytes.subarray(node + 8, keyEnd),
    value: isBig
      ? { page: bytes.readBigUInt64LE(keyEnd), bytes: length }
      : bytes.subarray(keyEnd, keyEnd + length),
  };
}
