import type Pg from 'pg';
import type { ClientConfig } from 'pg';

/** The settings of all pools of connections. */
export function poolConfig({ Client }: typeof Pg, url: string) {
  /**
   * Neither a pool nor BullMQ listens to a connection that is in use: if it broke between two statements, its error would end the
   * process. Here, the next statement fails.
   */
  class SteadyClient extends Client {
    constructor(config?: string | ClientConfig) {
      super(config);
      this.on('error', () => undefined);
    }
  }
  return { connectionString: url, max: 4, connectionTimeoutMillis: 5000, Client: SteadyClient };
}
