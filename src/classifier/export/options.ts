/** How `exportModel` writes a model as ONNX. */
export interface OnnxExportOptions {
  readonly format: 'onnx';
}

/** How `exportModel` writes a model as SQL. */
export interface SqlExportOptions {
  readonly format: 'sql';
  /**
   * The table with the columns `artist`, `feature` and `weight`, as the database writes its name: with a schema, and in quotes
   * if it needs them. @default `artist_features`
   */
  readonly table?: string;
  /** BigQuery has another way to write rows. @default `standard`, for PostgreSQL and Spark */
  readonly dialect?: 'standard' | 'bigquery';
}
