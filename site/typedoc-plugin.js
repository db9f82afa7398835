import { Application, Converter, ReflectionKind } from 'typedoc';

export function load(app) {
  // Each module gets the name that programs import it by: `spotitags/clip`.
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (_, reflection) => {
    if (!reflection.kindOf(ReflectionKind.Module)) return;
    const folder = reflection.name.replace(/\/?index$/u, '').replace(/^(?:catalog|tagger|classifier)\//u, '');
    reflection.name = folder === '' ? 'spotitags' : `spotitags/${folder}`;
  });
  app.on(Application.EVENT_VALIDATE_PROJECT, (project) => {
    for (const module of project.children ?? []) {
      for (const exported of module.children ?? []) {
        if (exported.kindOf(ReflectionKind.Reference) || isDocumented(exported)) continue;
        app.logger.error(`${module.name}: ${exported.name} has no doc comment. Write one above it.`);
      }
    }
  });
}

/** Functions have their comments at their signatures. */
function isDocumented(exported) {
  const signatures = exported.signatures ?? exported.type?.declaration?.signatures ?? [];
  return exported.hasComment() || signatures.some((signature) => signature.hasComment());
}
