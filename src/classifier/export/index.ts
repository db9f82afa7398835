export { exportModel } from './export-model.ts';
export { featureRows, type FeatureRow, type FeatureRowsOptions } from './feature-rows.ts';
export type { OnnxExportOptions, SqlExportOptions } from './options.ts';
