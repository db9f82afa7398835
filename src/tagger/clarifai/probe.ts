import { Transport } from '../../http/transport.ts';
import type { ProbeContext } from '../../util/provider.ts';

interface ProbedAccount {
  readonly pat: string;
  readonly apiUrl: string;
}

/** Asks for the owner of the token, because tagging costs money. */
export async function probeClarifai(
  { pat, apiUrl }: ProbedAccount,
  { signal }: ProbeContext,
): Promise<string> {
  const transport = new Transport({}, { attempts: 2 });
  try {
    const answer = await transport.send({
      service: { name: 'Clarifai' },
      method: 'GET',
      url: new URL(`${apiUrl}/v2/users/me`),
      headers: { authorization: `Key ${pat}` },
      rateLimit: { key: 'doctor', perSecond: 1 },
      bucket: 'clarifai:users',
      secrets: [pat],
      signal,
    });
    if (answer.ok) return 'accepts the token; images are billed';
    throw answer.error('unauthorized', 'Check the personal access token (CLARIFAI_PAT) and its scopes.');
  } finally {
    await transport.close();
  }
}
