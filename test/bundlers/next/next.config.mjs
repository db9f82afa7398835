export default {
  serverExternalPackages: ['spotitags'],
};
