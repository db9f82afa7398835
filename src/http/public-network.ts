import { lookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { BlockList, isIP } from 'node:net';
import type { buildConnector } from 'undici';

/**
 * Addresses of this machine, of its own network, and addresses that are not routed: IANA's special-purpose
 * registries, without those that are globally reachable. An IPv4 address inside an IPv6 address is judged itself.
 */
const notPublic = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  // Azure answers there with secrets of the machine. The other clouds use addresses of their own network.
  ['168.63.129.16', 32],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  notPublic.addSubnet(network, prefix, 'ipv4');
}
for (const [network, prefix] of [
  ['::', 127],
  ['100::', 64],
  ['100:0:0:1::', 64],
  // Teredo: the address of a client behind a network that hides it.
  ['2001::', 32],
  ['2001:2::', 48],
  ['2001:10::', 28],
  ['2001:db8::', 32],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const) {
  notPublic.addSubnet(network, prefix, 'ipv6');
}

/**
 * The IPv4 address to which an IPv6 address leads: mapped (`::ffff:0:0/96`), compatible (`::/96`), translated
 * (`::ffff:0:0:0/96`), NAT64 (RFC 6052 and 8215), or 6to4. On networks with IPv6 alone, NAT64 leads to all IPv4 servers.
 */
function innerIpv4(address: string): string | undefined {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = groupsOf(address);
  const isZero = (...groups: readonly number[]) => groups.every((group) => group === 0);
  if (a === 0x2002) return dotted(b, c);
  if (isZero(a, b, c, d)) {
    const isMapped = e === 0 && (f === 0 || f === 0xffff);
    const isTranslated = e === 0xffff && f === 0;
    return isMapped || isTranslated ? dotted(g, h) : undefined;
  }
  if (a !== 0x64 || b !== 0xff9b) return undefined;
  if (isZero(c, d, e, f)) return dotted(g, h);
  if (c !== 1) return undefined;
  // A prefix of 96 bits has the address at its end. One of 48 bits has it behind the prefix, with a zero byte in the middle.
  return isZero(g, h) ? dotted(d, ((e & 0xff) << 8) | (f >> 8)) : dotted(g, h);
}

function dotted(high: number, low: number): string {
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
}

/** The eight numbers of an IPv6 address. */
function groupsOf(address: string): readonly number[] {
  // A URL writes the last two groups as hexadecimal numbers, as the others.
  const [plain = ''] = address.split('%');
  const canonical = new URL(`http://[${plain}]`).hostname.slice(1, -1);
  const [left = '', right] = canonical.split('::');
  const numbers = (part: string) => (part === '' ? [] : part.split(':').map((group) => parseInt(group, 16)));
  const [before, after] = [numbers(left), numbers(right ?? '')];
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => 0), ...after];
}

function isIn(list: BlockList, address: string): boolean {
  if (isIP(address) !== 6) return list.check(address, 'ipv4');
  const [plain = ''] = address.split('%');
  const inner = innerIpv4(address);
  return list.check(plain, 'ipv6') || (inner !== undefined && list.check(inner, 'ipv4'));
}

type LookupCallback = (
  error: NodeJS.ErrnoException | null,
  address: string | LookupAddress[],
  family?: number,
) => void;

/**
 * Connects to public addresses only. The check happens when a connection is made, so it also covers each
 * redirect and the address that a name resolves to at that moment.
 *
 * @param build - `buildConnector` of undici, which is imported when it is first needed.
 * @param refuse - makes the error of a refused connection.
 */
export function publicConnector(
  build: typeof buildConnector,
  refuse: () => Error,
  refused: BlockList = notPublic,
): buildConnector.connector {
  const isRefused = (address: string) => isIn(refused, address);
  const publicLookup = (name: string, options: LookupOptions, callback: LookupCallback) => {
    lookup(name, { ...options, all: true }, (error, addresses) => {
      if (error) {
        callback(error, []);
        return;
      }
      const [first] = addresses;
      if (addresses.some(({ address }) => isRefused(address))) callback(refuse(), []);
      else if (options.all) callback(null, addresses);
      else callback(null, first?.address ?? '', first?.family);
    });
  };
  const connect = build({ lookup: publicLookup });
  return (options, callback) => {
    // An IP address needs no lookup. IPv6 addresses are in brackets.
    const host = options.hostname.replace(/^\[|\]$/gu, '');
    if (isIP(host) !== 0 && isRefused(host)) callback(refuse(), null);
    else connect(options, callback);
  };
}
