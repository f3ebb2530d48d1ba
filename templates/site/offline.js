/* Registers the service worker and says when a page is read without a network, or when a newer one is there.
   Loaded over http(s) only; whatever fails here, the page reads as it stands. */
(function () {
  "use strict";
  const ducha = window.ducha, worker = navigator.serviceWorker;
  const time = document.querySelector(".asof time");
  let banner = null;

  function say(words, button) {
    if (!banner && !words) return;
    if (!banner) {
      banner = document.createElement("p");
      banner.className = "offline";
      banner.setAttribute("role", "status");
      document.body.prepend(banner);
    }
    banner.hidden = !words;
    banner.textContent = words;
    if (button) {
      const again = document.createElement("button");
      again.type = "button";
      again.textContent = button;
      again.addEventListener("click", function () { location.reload(); });
      banner.append(" ", again);
    }
  }

  // what the worker knows: whether the server answered, and whether a newer build than this page's is kept
  function state(event) {
    const known = event.data || {};
    if (known.newer) {
      say(_("内容已经更新，这一页还是旧的。"), _("看新的"));
    } else if (known.offline) {
      say(_("离线 · 数据截至") + " " + (time ? time.textContent : ""));
    } else {
      say("");
    }
  }

  function ask() {
    if (worker.controller) worker.controller.postMessage({ ask: "state" });
    else if (!navigator.onLine) state({ data: { offline: true } });
  }

  worker.addEventListener("message", state);
  window.addEventListener("online", ask);
  window.addEventListener("offline", ask);
  ask();
  worker.register(ducha.root + "sw.js").then(function () { return worker.ready; }).then(function (ready) {
    document.documentElement.dataset.offline = "ready"; // for those who wait: tests, readers
    // the first page came before the worker, so its photos are handed over by name
    const seen = Array.from(document.images).map(function (image) { return image.src; });
    if (ready.active && seen.length) ready.active.postMessage({ photos: seen });
  }).catch(function () {});
})();
