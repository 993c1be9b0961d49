// Prints how long ago and in how long things are in the languages named, by the Unicode data that Node carries.
const counts = [1, 2, 3, 5, 11, 21, 22, 25];
const words = Object.fromEntries(process.argv.slice(2).map(tag => {
  const format = new Intl.RelativeTimeFormat(tag, { numeric: 'always' });
  return [tag, Object.fromEntries(['minute', 'hour', 'day', 'month', 'year'].flatMap(unit =>
    counts.flatMap(count => [[`ago.${unit}s.${count}`, format.format(-count, unit)], [`in.${unit}s.${count}`, format.format(count, unit)]])))];
}));
console.log(JSON.stringify({ message: 'relative', words }));
