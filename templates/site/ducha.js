/* The only script that a page loads by itself; everything else comes when it is asked for.
   Refuses to be needed: without it every page reads as it stands. */
(function () {
  "use strict";
  // how this page reaches the root of its tree stands in the address of its script
  const root = document.currentScript.getAttribute("src").replace(/assets\/ducha\.js.*$/, "");
  const loaded = {};
  const ducha = (window.ducha = { root: root, load: load, searching: searching });

  // a script element and not fetch(): a page opened by double click may load scripts and nothing else
  function load(path) {
    if (!loaded[path]) {
      loaded[path] = new Promise(function (done, failed) {
        const script = document.createElement("script");
        script.src = root + path;
        script.onload = done;
        script.onerror = function () {
          delete loaded[path]; // so that it is tried again when the network is back
          failed(new Error(path));
        };
        document.head.appendChild(script);
      });
    }
    return loaded[path];
  }

  // what the search and the filters both stand on; in this order, because each uses the one before
  function searching() {
    return load("assets/search-core.js").then(function () {
      return load("assets/search-rows.js");
    });
  }

  const input = document.getElementById("find");
  if (input) {
    const wake = function () {
      searching().then(function () { return load("assets/search.js"); }).catch(function () {});
    };
    input.addEventListener("focus", wake, { once: true });
    if (document.getElementById("found") || document.activeElement === input) wake();
    document.addEventListener("keydown", function (event) {
      const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
      if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        if (!input.offsetParent) location.href = root + "search.html"; // where a page is too narrow for the box
        input.focus();
        input.select();
      }
    });
  }
  // the filters' scripts weigh more than the page: they come when the box is opened, or the address filters
  const filters = document.getElementById("filters");
  if (filters) {
    const box = filters.querySelector("details");
    const filter = function () {
      if (!box.open && location.hash.indexOf("=") < 0) return;
      searching().then(function () { return load("assets/list.js"); }).catch(function () {});
    };
    filters.hidden = false;
    box.addEventListener("toggle", filter);
    window.addEventListener("hashchange", filter);
    filter();
  }
  // never from a stick: a service worker needs a server, and there the files are at hand anyway
  if (/^https?:$/.test(location.protocol) && "serviceWorker" in navigator) {
    load("assets/offline.js").catch(function () {});
  }
})();
