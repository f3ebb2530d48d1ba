/* The service worker: one visit is enough to read the whole tree without a network.
   Pages are kept by the hash of their bytes, and a build is a list of path -> hash; so a new build brings only what
   changed, and takes the place of the old one in one step, once all of it is there. A page and what it loads always
   come from one build. Refuses to keep what is not listed, but photos that were looked at. */
"use strict";
const SCOPE = self.registration.scope;
const NAME = "ducha 1 " + SCOPE; // two trees of one server keep apart
const HEAD = "offline/head.json", MANIFEST = "offline/manifest.json", BUNDLE = "offline/bundle.json";
const HEAD_WAIT = 2500, UPDATE_WAIT = 4000; // milliseconds that a reader waits for the server, for a small update
const AT_ONCE = 6, ONE_BY_ONE_MAX = 300; // files: above, one bundle is lighter for the server than so many questions
const TYPES = { html: "text/html", css: "text/css", js: "text/javascript" };
const builds = {}; // build -> its manifest, as far as it was read since the worker woke up
let updating = null;
let offline = false;

self.addEventListener("install", function (event) {
  event.waitUntil(head().then(function (found) {
    if (!found) throw new Error("no server");
    return update(found);
  }));
  self.skipWaiting();
});

self.addEventListener("fetch", function (event) {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.href.indexOf(SCOPE) !== 0) return;
  const path = decodeURIComponent(url.href.slice(SCOPE.length).replace(/[?#].*$/, "")) || "index.html";
  if (path === "sw.js" || path.indexOf("offline/") === 0) return;
  event.respondWith(event.request.mode === "navigate" ? page(event, path) : part(event, path));
});

self.addEventListener("message", function (event) {
  if (event.data.ask === "state") event.waitUntil(tell(event.source));
  if (event.data.photos) event.waitUntil(Promise.all(event.data.photos.map(photo)));
});

/* A page: from the newest build that is here whole. When the server has a newer one, a short while is given to it. */
async function page(event, path) {
  const found = await head();
  offline = !found;
  let build = await current();
  if (!build) return fetch(event.request);
  if (found && found.build !== build) {
    const work = update(found).catch(function () {});
    event.waitUntil(work.then(tellAll));
    await Promise.race([work, new Promise(function (done) { setTimeout(done, UPDATE_WAIT); })]);
    build = await current();
  }
  const kept = await stored(build, path);
  if (kept) {
    await pin(event.resultingClientId || event.clientId, build);
    return kept;
  }
  return unlisted(event, build, found);
}

/* What stands in no bundle comes from the server, if the server holds the build that the reader is in. */
async function unlisted(event, build, before) {
  if (before && before.build === build) {
    const answer = await fetch(event.request, { cache: "no-cache" }).catch(function () { return null; });
    const after = answer && await head();
    if (answer && after && after.build === build) {
      await pin(event.resultingClientId || event.clientId, build);
      return answer;
    }
  }
  return Response.redirect(SCOPE + "offline.html");
}

/* What a page loads: from the build that the page itself came from, even when a newer one has arrived since. */
async function part(event, path) {
  const url = event.request.url;
  if (/^(thumbs|photos)\//.test(path)) return (await photo(url)) || Response.error();
  const build = (await pinned(event.clientId)) || (await current());
  const kept = build && (await stored(build, path));
  return kept || fetch(event.request);
}

async function head() {
  const stop = new AbortController(), late = setTimeout(function () { stop.abort(); }, HEAD_WAIT);
  try {
    const answer = await fetch(SCOPE + HEAD, { cache: "no-store", signal: stop.signal });
    const found = answer.ok ? await answer.json() : null;
    return found && found.format === 1 ? found : null;
  } catch (_) {
    return null;
  } finally {
    clearTimeout(late);
  }
}

/* One update at a time. It fails whole: until its last file is here and checked, the build before it stands. */
function update(found) {
  if (!updating) {
    updating = fetchBuild(found).finally(function () { updating = null; });
  }
  return updating;
}

async function fetchBuild(found) {
  if ((await current()) === found.build) return;
  const text = await (await fetch(SCOPE + MANIFEST, { cache: "no-store" })).text();
  if ((await digest(text)) !== found.build) throw new Error("the manifest is of another build");
  const manifest = JSON.parse(text), store = await caches.open(NAME + " pages");
  const held = new Set((await store.keys()).map(function (request) { return request.url; }));
  const paths = Object.keys(manifest.files);
  const missing = paths.filter(function (path) { return !held.has(key(manifest.files[path])); });
  if (missing.length > Math.min(paths.length / 2, ONE_BY_ONE_MAX)) await fetchBundle(found, manifest, missing, store);
  else await fetchPages(manifest, missing, store);
  const meta = await caches.open(NAME + " builds");
  await meta.put(key(found.build), new Response(text));
  await meta.put(key("current"), new Response(found.build));
  await tidy(found.build, store, meta);
}

async function fetchBundle(found, manifest, missing, store) {
  const text = await (await fetch(SCOPE + BUNDLE, { cache: "no-store" })).text();
  if ((await digest(text)) !== found.bundle) throw new Error("the bundle is of another build");
  const bundle = JSON.parse(text);
  await several(missing, function (path) {
    const runs = bundle.pages[path], lines = [];
    for (let n = 0; n < runs.length; n += 2) {
      for (let k = 0; k < runs[n + 1]; k++) lines.push(bundle.lines[runs[n] + k]);
    }
    return keep(store, manifest.files[path], path, lines.join("\n"));
  });
}

async function fetchPages(manifest, missing, store) {
  await several(missing, async function (path) {
    const text = await (await fetch(SCOPE + encodeURI(path), { cache: "no-store" })).text();
    const hash = manifest.files[path];
    if ((await digest(text)).slice(0, hash.length) !== hash) throw new Error("of another build: " + path);
    await keep(store, hash, path, text);
  });
}

async function several(list, work) {
  let next = 0;
  await Promise.all(Array.from({ length: AT_ONCE }, async function () {
    while (next < list.length) await work(list[next++]);
  }));
}

function keep(store, hash, path, text) {
  const type = TYPES[path.split(".").pop()] + "; charset=utf-8";
  return store.put(key(hash), new Response(text, { headers: { "Content-Type": type } }));
}

/* Goes: builds that nobody reads any more, their pages, and photos that the newest build does not show. */
async function tidy(newest, store, meta) {
  const pins = await caches.open(NAME + " pins"), living = new Set([newest]);
  const here = new Set((await self.clients.matchAll({ includeUncontrolled: true })).map(function (one) { return key(one.id); }));
  for (const request of await pins.keys()) {
    if (here.has(request.url)) living.add(await (await pins.match(request)).text());
    else await pins.delete(request);
  }
  const used = new Set();
  for (const request of await meta.keys()) {
    const build = request.url.slice(key("").length);
    if (living.has(build)) Object.values((await manifestOf(build)).files).forEach(function (hash) { used.add(key(hash)); });
    else if (build !== "current") await meta.delete(request);
  }
  for (const request of await store.keys()) if (!used.has(request.url)) await store.delete(request);
  const photos = await caches.open(NAME + " photos");
  const shown = new Set((await manifestOf(newest)).photos.map(function (path) { return SCOPE + path; }));
  for (const request of await photos.keys()) if (!shown.has(request.url)) await photos.delete(request);
}

async function photo(url) {
  const photos = await caches.open(NAME + " photos");
  const kept = await photos.match(url);
  if (kept || !/^(thumbs|photos)\//.test(url.slice(SCOPE.length))) return kept;
  const answer = await fetch(url).catch(function () { return null; });
  if (answer && answer.ok) await photos.put(url, answer.clone());
  return answer;
}

async function current() {
  const kept = await (await caches.open(NAME + " builds")).match(key("current"));
  return kept ? kept.text() : "";
}

async function manifestOf(build) {
  if (!builds[build]) {
    const kept = await (await caches.open(NAME + " builds")).match(key(build));
    builds[build] = kept ? await kept.json() : { files: {}, photos: [] };
  }
  return builds[build];
}

async function stored(build, path) {
  const hash = (await manifestOf(build)).files[path];
  return hash && (await caches.open(NAME + " pages")).match(key(hash));
}

// which build a page came from outlives the worker, which the browser stops when it is idle
async function pin(client, build) {
  if (client) await (await caches.open(NAME + " pins")).put(key(client), new Response(build));
}

async function pinned(client) {
  const kept = client && (await (await caches.open(NAME + " pins")).match(key(client)));
  return kept ? kept.text() : "";
}

async function tell(client) {
  const own = await pinned(client.id);
  offline = !(await head());
  client.postMessage({ offline: offline, newer: Boolean(own) && own !== (await current()) });
}

async function tellAll() {
  await Promise.all((await self.clients.matchAll()).map(tell));
}

function key(name) {
  return SCOPE + "offline/kept/" + name;
}

async function digest(text) {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(bytes)).map(function (one) { return one.toString(16).padStart(2, "0"); }).join("");
}
