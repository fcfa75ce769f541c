import { z } from 'zod';

const shapes = z.registry<{ id: string }>();

/** A shape that the API's document has under this name in its components. */
export function named<S extends z.ZodType>(id: string, shape: S): S {
  shapes.add(shape, { id });
  return shape;
}

/** The reference to a named shape. */
export function shapeRef(shape: z.ZodType): { readonly $ref: string } {
  const id = shapes.get(shape)?.id;
  if (id === undefined) throw new Error('the shape of a body has no name');
  return { $ref: pointerTo(id) };
}

/** All named shapes as JSON schemas; of bodies that are converted when read, what goes in. */
export function shapeComponents(): Record<string, Record<string, unknown>> {
  const { schemas } = z.toJSONSchema(shapes, { uri: pointerTo, io: 'input', override: simplify });
  const plain = Object.entries(schemas).map(([id, { $schema: _draft, $id: _id, ...schema }]) => [id, schema]);
  return Object.fromEntries(plain) as Record<string, Record<string, unknown>>;
}

function pointerTo(id: string): string {
  return `#/components/schemas/${id}`;
}

/** A format says more to people and generators than the pattern that proves it. */
function simplify({ jsonSchema }: { readonly jsonSchema: { format?: string; pattern?: string } }): void {
  if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
}
