/* Filters of a list, kept in the address after #: a link to a filtered list is a link, and the back button works.
   They look through all rows of the list, also those on its other pages. Without a filter the page stands as it was. */
(function () {
  "use strict";
  const ducha = window.ducha, search = ducha.search, rows = ducha.rows, el = rows.el;
  const host = document.getElementById("filters"), standing = document.getElementById("rows");
  if (!host || !standing) return;
  const name = standing.dataset.list;
  const WORDS = {
    status: _("状态"), overdue: _("整改时限"), area: _("片区"), mode: _("督查方式"), category: _("类别"),
    severity: _("严重程度"),
  };
  const status = el("p", { class: "quiet", role: "status" });
  const text = el("input", { type: "search", id: "f-q", autocomplete: "off" });
  const reset = el("a", { href: "#" }, [_("清除筛选")]);
  const boxes = {};
  const fields = el("div", { class: "fields" }, [field("q", _("包含文字"), text)]);
  search.facets.forEach(function (facet) {
    boxes[facet] = el("select", { id: "f-" + facet });
    fields.append(field(facet, WORDS[facet], boxes[facet]));
  });
  const form = el("form", {}, [fields]);
  const box = host.querySelector("details"), summary = box.querySelector("summary");
  const found = el("div", { id: "filtered", hidden: "" });
  box.append(form);
  host.append(el("div", { class: "inline" }, [status, reset]));
  standing.before(found);

  function field(facet, words, control) {
    return el("p", {}, [el("label", { for: "f-" + facet }, [words]), control]);
  }

  // an address without "=" is an anchor of the page (#overdue, #closed), not a filter
  function wanted() {
    const asked = new URLSearchParams(location.hash.indexOf("=") > 0 ? location.hash.slice(1) : "");
    const filters = {};
    search.facets.forEach(function (facet) { if (asked.has(facet)) filters[facet] = asked.get(facet); });
    return { filters: filters, query: asked.get("q") || "" };
  }

  function address(filters, query) {
    const said = new URLSearchParams();
    search.facets.forEach(function (facet) { if (facet in filters) said.set(facet, filters[facet]); });
    if (query) said.set("q", query);
    return said.toString();
  }

  function chosen() {
    const filters = {};
    search.facets.forEach(function (facet) {
      if (boxes[facet].value !== "*") filters[facet] = boxes[facet].value;
    });
    return filters;
  }

  function apply() {
    const asked = wanted(), active = Object.keys(asked.filters).length > 0 || search.terms(asked.query).length > 0;
    if (text.value !== asked.query) text.value = asked.query;
    standing.hidden = active;
    found.hidden = reset.hidden = !active;
    found.textContent = "";
    options(asked);
    summary.textContent = [_("筛选")].concat(said(asked)).join(" · ");
    const all = active ? search.issues(asked.query, asked.filters, name) : [];
    status.textContent = active
      ? rows.fill(_("符合条件{n}条，共{all}条"), { n: all.length, all: standing.dataset.total })
      : "";
    if (active) draw(all, search.terms(asked.query));
  }

  // what is chosen, in words: it must be read also while the box is closed, as on a phone
  function said(asked) {
    const words = Object.keys(asked.filters).map(function (facet) {
      const one = search.main().facets[facet].find(function (value) { return value[0] === asked.filters[facet]; });
      return one ? one[1] : asked.filters[facet];
    });
    return asked.query ? words.concat(asked.query) : words;
  }

  function draw(all, terms) {
    if (!all.length) found.append(el("p", { class: "good" }, [_("没有符合条件的问题。换一个条件，或者清除筛选。")]));
    search.main().parts.forEach(function (part, n) {
      const own = all.filter(function (row) { return row[0].part[row[1]] === n; });
      if (!own.length) return;
      const head = el("h2", {}, [part[1] + " ", el("span", { class: "count" }, [String(own.length)])]);
      const section = el("section", {}, [head]);
      rows.portions(section, own, function (some) { return rows.issueTable(some, terms, part[1]); });
      found.append(section);
    });
  }

  // each choice says how many rows it would leave, with the other filters as they are
  function options(asked) {
    search.facets.forEach(function (facet) {
      const rest = Object.assign({}, asked.filters);
      delete rest[facet];
      const counts = {};
      search.issues(asked.query, rest, name).forEach(function (row) {
        const value = search.value(row, facet);
        counts[value] = (counts[value] || 0) + 1;
      });
      const now = facet in asked.filters ? asked.filters[facet] : "*";
      const known = search.main().facets[facet];
      const made = [el("option", { value: "*" }, [_("全部")])];
      known.forEach(function (one, n) {
        if (!counts[n] && one[0] !== now) return;
        made.push(el("option", { value: one[0] }, [one[1] + " " + (counts[n] || 0)]));
      });
      if (now !== "*" && !known.some(function (one) { return one[0] === now; })) {
        made.push(el("option", { value: now }, [now + " 0"]));
      }
      boxes[facet].replaceChildren.apply(boxes[facet], made);
      boxes[facet].value = now;
      boxes[facet].parentNode.hidden = made.length < 3 && now === "*"; // one value only: nothing to choose
    });
  }

  function start() {
    return search.ready(name).then(function () {
      apply();
      window.addEventListener("hashchange", apply);
      document.documentElement.dataset.list = "ready"; // for those who wait: tests, readers
    }, function () {
      status.textContent = _("筛选数据没有载入。刷新一下再试；下面的列表是完整的。");
    });
  }

  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.addEventListener("change", function (event) {
    if (event.target !== text) location.hash = address(chosen(), text.value);
  });
  // typing must not fill the history: one entry per choice, none per letter
  text.addEventListener("input", function (event) {
    if (event.isComposing) return;
    history.replaceState(null, "", "#" + address(chosen(), text.value));
    apply();
  });
  text.addEventListener("compositionend", function () { text.dispatchEvent(new Event("input")); });
  reset.addEventListener("click", function (event) {
    event.preventDefault();
    location.hash = "";
    text.focus();
  });

  // the data comes when the box is opened, or with an address that filters, also one typed into the open page
  let started = null;
  const wake = function () {
    if (!started && (box.open || location.hash.indexOf("=") > 0)) started = start();
  };
  box.addEventListener("toggle", wake);
  window.addEventListener("hashchange", wake);
  wake();
})();
