const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const mediaRange = new RegExp(`^(\\*/\\*|(?!\\*/)${token}/${token})\\s*(;.*)?$`);
const visibleAscii = /^[\t\x20-\x7e]*$/;

/** `type/subtype`, `type/*` or `*`+`/*`, parameters allowed. */
export function isMediaRange(text: string): boolean {
  return mediaRange.test(text);
}

export function isHeaderValue(text: string): boolean {
  return visibleAscii.test(text);
}
