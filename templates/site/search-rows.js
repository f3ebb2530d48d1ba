/* Rows as the pages have them, made from the data of the search: same table, same classes, same words.
   Refuses markup in what people wrote: it becomes text. */
(function () {
  "use strict";
  const ducha = window.ducha, search = ducha.search;
  const AT_ONCE = 100;

  function el(name, given, children) {
    const made = document.createElement(name);
    Object.keys(given || {}).forEach(function (key) {
      if (given[key] !== false && given[key] !== null) made.setAttribute(key, given[key]);
    });
    (children || []).forEach(function (child) {
      if (child || child === 0) made.append(child);
    });
    return made;
  }

  // words with the numbers in them: fill("{n} of {all}", {n: 3, all: 5})
  function fill(words, values) {
    return words.replace(/\{(\w+)\}/g, function (_, name) { return values[name]; });
  }

  function link(path, children, given) {
    return el("a", Object.assign({ href: ducha.root + encodeURI(path) }, given), children);
  }

  // what was searched for, marked; folding keeps every character at its place
  function marked(text, terms) {
    const folded = search.fold(text), spans = [];
    terms.forEach(function (term) {
      for (let at = folded.indexOf(term); at >= 0; at = folded.indexOf(term, at + term.length)) {
        spans.push([at, at + term.length]);
      }
    });
    spans.sort(function (a, b) { return a[0] - b[0] || b[1] - a[1]; });
    const made = [];
    let upTo = 0;
    spans.forEach(function (span) {
      if (span[0] < upTo) return;
      made.push(text.slice(upTo, span[0]), el("mark", {}, [text.slice(span[0], span[1])]));
      upTo = span[1];
    });
    return made.concat(text.slice(upTo));
  }

  function tags(list, terms) {
    const made = [];
    list.forEach(function (one, n) {
      if (n) made.push(" ");
      made.push(el("span", { class: "tag t-" + one.tone }, marked(one.text, terms)));
    });
    return made;
  }

  function due(one) {
    const over = one.tags.length && one.tags[0].tone === "none"; // the first tag is the status
    if (over) return [el("span", { class: "quiet", title: _("已并案、已撤销的不再计时限") }, ["—"])];
    if (one.closed) return [_("销号") + " " + one.closed];
    if (!one.due) return [el("span", { class: "quiet" }, [_("未定")])];
    const left = el("span", { class: one.overdue ? "left late" : "left" }, [one.left]);
    return one.left ? [one.due, " ", left] : [one.due];
  }

  function issueRow(row, terms, schools) {
    const one = search.issue(row), school = one.school;
    const title = [link(one.path, marked(one.title, terms))];
    if (one.place) title.push(" ", el("span", { class: "quiet" }, marked(one.place, terms)));
    const category = marked(one.category, terms);
    if (one.severe) category.push(" ", el("span", { class: "tag t-late" }, marked(one.severity, terms)));
    return el("tr", {}, [
      el("td", { class: "id" }, marked(one.spoken, terms)),
      el("th", { scope: "row" }, title),
      schools && el("td", {}, [link(school.path, marked(school.name, terms), { class: "plain" })]),
      el("td", {}, category),
      el("td", {}, tags(one.tags, terms)),
      el("td", { class: "when" }, due(one)),
    ]);
  }

  function issueTable(rows, terms, caption) {
    const schools = search.main().schools.path.length > 1;
    const heads = [["c-id", _("编号")], ["", _("问题")], schools && ["c-school", _("学校")], ["c-cat", _("类别")],
      ["c-status", _("状态")], ["c-due", _("整改时限")]];
    return el("table", { class: "cards issues" }, [
      el("caption", { class: "hide" }, [caption]),
      el("thead", {}, [el("tr", {}, heads.filter(Boolean).map(function (head) {
        return el("th", { scope: "col", class: head[0] || null }, [head[1]]);
      }))]),
      el("tbody", {}, rows.map(function (row) { return issueRow(row, terms, schools); })),
    ]);
  }

  // a long result is drawn a hundred rows at a time: the number above it has said how many there are
  function portions(host, rows, draw) {
    let shown = 0;
    const next = el("button", { type: "button", class: "more" });
    function add() {
      const first = draw(rows.slice(shown, shown + AT_ONCE));
      host.insertBefore(first, next.parentNode ? next : null);
      shown += AT_ONCE;
      if (shown >= rows.length) next.remove();
      else next.textContent = fill(_("再显示{n}条"), { n: Math.min(AT_ONCE, rows.length - shown) });
      return first;
    }
    add();
    if (shown < rows.length) {
      host.append(next);
      next.addEventListener("click", function () {
        const link = add().querySelector("a");
        if (link) link.focus(); // the button moves on; who pressed it goes on where the new rows begin
      });
    }
  }

  function schoolItem(n, terms) {
    const table = search.main().schools;
    const counts = fill(_("正在整改{open}条，共{all}条"), { open: table.open[n], all: table.all[n] });
    return el("li", {}, [
      link(table.path[n], marked(table.name[n], terms)), " ",
      el("span", { class: "quiet" }, marked(search.main().words[table.note[n]], terms)), " ",
      el("span", { class: "quiet" }, [counts]),
    ]);
  }

  function otherItem(kind, n, terms) {
    const main = search.main(), table = main[kind], school = search.school(table.school[n] - 1);
    const about = [school && school.name, search.day(table.day[n]), main.words[table.note[n]]].filter(Boolean);
    return el("li", {}, [
      link(table.path[n], marked(main.words[table.title[n]], terms)), " ",
      el("span", { class: "quiet" }, marked(about.join(" · "), terms)), " ",
    ].concat(table.tag[n] ? tags([search.tag(table.tag[n] - 1)], terms) : []));
  }

  ducha.rows = {
    el: el, fill: fill, link: link, marked: marked, tags: tags, due: due, issueTable: issueTable,
    portions: portions, schoolItem: schoolItem, otherItem: otherItem,
  };
})();
