export { exportModel } from './export-model.ts';
export type { OnnxExportOptions, SqlExportOptions } from './options.ts';
