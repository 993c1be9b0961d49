// The browser keeps the theme for the next page, also for the one on which somebody signs in.

/** Keeps a value as long as browsers do. */
export function keep(name, value) {
  const secure = location.protocol === 'https:' ? '; secure' : '';
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=34560000; samesite=lax${secure}`;
}
