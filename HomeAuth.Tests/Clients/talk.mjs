// How a script and its test talk: lines of JSON on stdin and stdout.
import { createInterface } from 'node:readline';

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

export const tell = (message, fields = {}) => process.stdout.write(JSON.stringify({ message, ...fields }) + '\n');

/** What the test sends next; undefined when it has nothing more to say. */
export async function nextTold() {
  const { value } = await lines.next();
  return value === undefined ? undefined : JSON.parse(value);
}

/** Listens no more, so that a script can end by itself. */
export const hangUp = () => process.stdin.destroy();
