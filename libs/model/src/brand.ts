declare const brand: unique symbol;

/** A nominal type: a `string` or `number` that cannot be mixed up with another one of the same shape. */
export type Branded<T, Name extends string> = T & { readonly [brand]: Name };
