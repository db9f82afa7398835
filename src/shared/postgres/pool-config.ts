import type Pg from 'pg';
import type { ClientConfig } from 'pg';

/** What is set here. Inferred, the type of `Client` could not be named in a declaration file. */
interface Settings {
  connectionString: string;
  max: number;
  connectionTimeoutMillis: number;
  Client: typeof Pg.Client;
}

/** The settings of all pools of connections. */
export function poolConfig({ Client }: typeof Pg, url: string): Settings {
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
