import { lookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { BlockList, isIP } from 'node:net';
import type { buildConnector } from 'undici';

/**
 * Addresses of this machine, of its own network, and addresses that are not routed: IANA's special-purpose
 * registries, without those that are globally reachable. IPv4 addresses in IPv6 notation are found too.
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
  // Addresses that embed an IPv4 address for translation. Where they lead is not known.
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
    // An IP address needs no lookup. IPv6 addresses are in brackets.
    const host = options.hostname.replace(/^\[|\]$/gu, '');
    if (isIP(host) !== 0 && isRefused(host)) callback(refuse(), null);
    else connect(options, callback);
  };
}
