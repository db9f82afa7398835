import { lookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { BlockList, isIP } from 'node:net';
import type { buildConnector } from 'undici';

/**
 * Addresses that lead to this machine, its own network or nowhere: IANA's special-purpose registries, without those
 * that are reachable from anywhere. IPv4 addresses written as IPv6 ones are found as well.
 */
const notPublic = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
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
  // Addresses that carry an IPv4 one to be reached by translation: wherever it would lead.
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  notPublic.addSubnet(network, prefix, 'ipv6');
}

type LookupCallback = (
  error: NodeJS.ErrnoException | null,
  address: string | LookupAddress[],
  family?: number,
) => void;

/**
 * Connects to public addresses alone. It looks where the connection is made: at every redirect, and at what a name
 * resolves to at that moment.
 *
 * @param build - `buildConnector` of undici, which is imported when it is needed.
 * @param refuse - makes the error of a connection that is refused.
 */
export function publicConnector(
  build: typeof buildConnector,
  refuse: () => Error,
  refused: BlockList = notPublic,
): buildConnector.connector {
  const isRefused = (address: string) => refused.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
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
    // An address needs no lookup. That of IPv6 stands in brackets.
    const host = options.hostname.replace(/^\[|\]$/gu, '');
    if (isIP(host) !== 0 && isRefused(host)) callback(refuse(), null);
    else connect(options, callback);
  };
}
