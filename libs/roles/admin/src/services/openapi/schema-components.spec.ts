import { SchemaComponents } from './schema-components.js';

const componentsOf = (schemas: Readonly<Record<string, unknown>>): unknown =>
  new SchemaComponents(schemas).toJson();

it('makes a component of each definition, and leads references there', () => {
  expect(
    componentsOf({
      aRequest: {
        properties: {
          home: { $ref: '#/$defs/Address' },
          street: { $ref: '#/$defs/Address/properties/street' },
        },
        $defs: { Address: { properties: { street: { type: 'string' }, next: { $ref: '#/$defs/Address' } } } },
      },
      bRequest: { items: { $ref: '#/definitions/Address' }, definitions: { Address: true } },
    }),
  ).toEqual({
    aRequest: {
      properties: {
        home: { $ref: '#/components/schemas/aRequest_Address' },
        street: { $ref: '#/components/schemas/aRequest_Address/properties/street' },
      },
    },
    aRequest_Address: {
      properties: { street: { type: 'string' }, next: { $ref: '#/components/schemas/aRequest_Address' } },
    },
    bRequest: { items: { $ref: '#/components/schemas/bRequest_Address' } },
    bRequest_Address: true,
  });
});

it('leads all other references of a schema to itself into its component', () => {
  expect(
    componentsOf({
      a: {
        properties: {
          parent: { $ref: '#' },
          twin: { anyOf: [{ $ref: '#/properties/parent' }] },
          deep: { $defs: { X: true }, $ref: '#/properties/deep/$defs/X' },
          elsewhere: { $ref: 'https://json-schema.org/draft/2020-12/schema' },
          anchored: { $ref: '#anchor' },
        },
      },
    }),
  ).toMatchObject({
    a: {
      properties: {
        parent: { $ref: '#/components/schemas/a' },
        twin: { anyOf: [{ $ref: '#/components/schemas/a/properties/parent' }] },
        deep: { $ref: '#/components/schemas/a/properties/deep/$defs/X' },
        elsewhere: { $ref: 'https://json-schema.org/draft/2020-12/schema' },
        anchored: { $ref: '#anchor' },
      },
    },
  });
});

it('leaves alone what only looks like a reference, and documents of their own', () => {
  const schema = {
    properties: {
      $ref: { type: 'string' },
      const: { const: { $ref: '#/x' } },
      own: { $id: 'urn:own', $ref: '#/$defs/x', $defs: { x: true } },
    },
  };
  expect(componentsOf({ a: schema, b: false })).toEqual({ a: schema, b: false });
});

it('finds names that a component may have and nobody has yet', () => {
  expect(
    componentsOf({
      a: {
        allOf: [{ $ref: '#/$defs/b' }, { $ref: '#/$defs/List%5Bint~1x%5D' }],
        $defs: { b: 2, 'List[int/x]': 3 },
      },
      a_b: 1,
    }),
  ).toMatchObject({
    a_b: 1,
    a: { allOf: [{ $ref: '#/components/schemas/a_b_' }, { $ref: '#/components/schemas/a_List_int_x_' }] },
    a_b_: 2,
    a_List_int_x_: 3,
  });
});
