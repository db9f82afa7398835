export { ClarifaiSdkTagger, type ClarifaiSdkTaggerOptions } from './clarifai-sdk-tagger.ts';
