// How a script and its test talk: lines of JSON on stdin and stdout.
import { createInterface } from 'node:readline';

export const tell = (message, fields = {}) => process.stdout.write(JSON.stringify({ message, ...fields }) + '\n');

/** What the test sends, one after the other, until it closes its end. */
export async function* told() {
  for await (const line of createInterface({ input: process.stdin })) {
    yield JSON.parse(line);
  }
}

/** The one thing that the test sends next. */
export async function nextTold() {
  for await (const one of told()) {
    return one;
  }
  throw new Error('the test has left');
}
