import type { PoolClient, QueryResult, QueryResultRow } from 'pg';

/** A pool of connections to PostgreSQL. Calls are repeated while the database is away. */
export interface PostgresLink {
  /** @param text - one statement. It may run twice. */
  query<Row extends QueryResultRow>(
    text: string,
    values: readonly unknown[],
    signal?: AbortSignal,
  ): Promise<QueryResult<Row>>;
  /** Statements that take effect together. They may run twice. */
  transaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T>;
}
