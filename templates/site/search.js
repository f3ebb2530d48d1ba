/* The search box: what it finds below it on every page, in full on search.html.
   Refuses to search half-typed pinyin: while an input method composes, nothing happens. */
(function () {
  "use strict";
  const ducha = window.ducha, search = ducha.search, rows = ducha.rows, el = rows.el;
  const SHORT = 5; // rows of a group below the box; the rest is one Enter away
  const input = document.getElementById("find");
  const page = document.getElementById("found");
  // in the form, so that it belongs to the search for those who listen, and follows the box for the Tab key
  const panel = page || input.form.appendChild(el("div", { id: "findings", class: "findings", hidden: "" }));
  const status = el("p", { class: "quiet", role: "status" });
  const list = el("div");
  panel.append(status, list);
  const GROUPS = [
    ["issues", _("问题"), function (query) { return search.issues(query); }],
    ["schools", _("学校"), search.schools],
    ["inspections", _("督查记录"), function (query) { return search.others("inspections", query); }],
    ["checklists", _("检查清单"), function (query) { return search.others("checklists", query); }],
  ];

  function address(query) {
    return ducha.root + "search.html#q=" + encodeURIComponent(query);
  }

  function show() {
    const query = input.value, terms = search.terms(query);
    list.textContent = status.textContent = "";
    if (!page) panel.hidden = !terms.length;
    if (!terms.length) return;
    const found = GROUPS.map(function (group) { return [group[0], group[1], group[2](query)]; })
      .filter(function (group) { return group[2].length; });
    status.className = found.length && !page ? "hide" : "quiet"; // the headings of the groups say it too
    status.textContent = found.length
      ? found.map(function (group) { return group[1] + " " + group[2].length; }).join(" · ")
      : _("没有找到。少写几个字，或者只写其中两个字试试。");
    found.forEach(function (group) { list.append((page ? whole : short)(group, terms, query)); });
  }

  function item(kind, n, terms) {
    if (kind === "schools") return rows.schoolItem(n, terms);
    if (kind !== "issues") return rows.otherItem(kind, n, terms);
    const one = search.issue(n);
    const about = [one.school.name, one.place].filter(Boolean).join(" · ");
    return el("li", {}, [
      rows.link(one.path, rows.marked(one.title, terms)), " ",
      el("span", { class: "id" }, rows.marked(one.spoken, terms)), " ",
      el("span", { class: "quiet" }, rows.marked(about, terms)), " ",
    ].concat(rows.tags(one.tags, terms), [" ", el("span", { class: "quiet" }, rows.due(one))]));
  }

  function items(kind, found, terms) {
    return el("ul", { class: "hits" }, found.map(function (n) { return item(kind, n, terms); }));
  }

  function short(group, terms, query) {
    const made = el("section", {}, [el("h2", {}, [group[1] + " ", count(group)])]);
    made.append(items(group[0], group[2].slice(0, SHORT), terms));
    if (group[2].length > SHORT) {
      const all = rows.fill(_("全部{n}条"), { n: group[2].length });
      made.append(el("p", {}, [el("a", { href: address(query) + "&in=" + group[0] }, [all])]));
    }
    return made;
  }

  function whole(group, terms) {
    const made = el("section", { id: "in-" + group[0] }, [el("h2", {}, [group[1] + " ", count(group)])]);
    rows.portions(made, group[2], function (part) {
      return group[0] === "issues" ? rows.issueTable(part, terms, group[1]) : items(group[0], part, terms);
    });
    return made;
  }

  function count(group) {
    return el("span", { class: "count" }, [String(group[2].length)]);
  }

  // arrows go from the box through the links and back; Escape returns to the box, then closes
  function keys(event) {
    if (event.isComposing || (panel.hidden && event.key !== "Enter")) return;
    const links = Array.from(panel.querySelectorAll("a, button"));
    const at = links.indexOf(document.activeElement), step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") {
      event.preventDefault();
      if (at >= 0) input.focus();
      else if (page || panel.hidden) input.value = "";
      else panel.hidden = true;
      if (page) show();
    } else if (step && (at >= 0 || document.activeElement === input)) {
      event.preventDefault();
      const to = at + step;
      if (to < 0) input.focus();
      else if (links[to]) links[to].focus();
    }
  }

  function submit(event) {
    event.preventDefault();
    if (page) show();
    else if (search.terms(input.value).length) location.href = address(input.value);
  }

  // the query stands in the address: after # by our own links, after ? from the form of a page without scripts
  function fromAddress() {
    const asked = new URLSearchParams(location.hash.slice(1) || location.search.slice(1));
    input.value = asked.get("q") || "";
    show();
    const group = document.getElementById("in-" + asked.get("in"));
    if (group) group.scrollIntoView();
  }

  function typed(event) {
    if (event.isComposing) return;
    if (page) history.replaceState(null, "", "#q=" + encodeURIComponent(input.value));
    show();
  }

  status.textContent = _("正在载入……");
  search.ready().then(function () {
    status.textContent = "";
    input.addEventListener("input", typed);
    input.addEventListener("compositionend", typed);
    input.addEventListener("focus", show);
    input.form.addEventListener("submit", submit);
    input.addEventListener("keydown", keys);
    panel.addEventListener("keydown", keys);
    if (!page) {
      document.addEventListener("click", function (event) {
        if (!panel.contains(event.target) && event.target !== input) panel.hidden = true;
      });
      show();
    } else {
      window.addEventListener("hashchange", fromAddress);
      if (input.value) typed({}); else fromAddress();
    }
    document.documentElement.dataset.search = "ready"; // for those who wait: tests, readers
  }, function () {
    panel.hidden = false;
    status.textContent = _("搜索数据没有载入。刷新一下再试；全部问题在“全部问题”页里。");
  });
})();
