/* The search itself: decodes the data that site_builder/search_coding.py wrote, and looks through all of it.
   Refuses to rank or to guess: a row is found when each word of the query is part of one of its texts. */
(function () {
  "use strict";
  const ducha = window.ducha;
  const FACETS = ["status", "overdue", "area", "mode", "category", "severity"];
  const DAY = 864e5;
  const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
  let main = null;
  const blocks = [];
  let rows = []; // [block, place in it] by rank, as far as blocks are loaded

  ducha.data = function (given) {
    main = given;
    [given.schools, given.inspections, given.checklists].forEach(unpackAll);
    main.folded = given.words.map(fold);
    main.names = given.schools.name.map(fold);
    main.labels = {};
    FACETS.forEach(function (facet) {
      main.labels[facet] = given.facets[facet].map(function (one) { return fold(one[1]); });
    });
    if (given.block) ducha.block(given.block);
  };

  ducha.block = function (given) {
    unpackAll(given);
    given.more = given.more.map(unpack);
    given.folded = given.words.map(fold);
    given.count = given.title.length;
    given.ranks = sums(given.rank);
    blocks.push(given);
  };

  // numbers to the base 90, each so many characters wide: a third of what they are as JSON (search_coding.pack)
  function unpack(packed) {
    const width = packed[0], text = packed[1], made = new Array(text.length / width);
    for (let n = 0, at = 0; n < made.length; n++) {
      let value = 0;
      for (let k = 0; k < width; k++) {
        const code = text.charCodeAt(at++);
        value = value * 90 + code - 35 - (code > 60 ? 1 : 0) - (code > 92 ? 1 : 0);
      }
      made[n] = value;
    }
    return made;
  }

  function unpackAll(table) {
    Object.keys(table).forEach(function (name) {
      if (name !== "id" && typeof table[name][0] === "number") table[name] = unpack(table[name]);
    });
  }

  function sums(steps) {
    let sum = 0;
    return steps.map(function (step) { return (sum += step); });
  }

  // ASCII without case, full-width forms as half-width ones: character for character, so places stay the same
  function fold(text) {
    return text.replace(/[A-Z\uff01-\uff5e]/g, function (one) {
      const code = one.charCodeAt(0);
      const half = code >= 0xff01 ? code - 0xfee0 : code;
      return String.fromCharCode(half >= 65 && half <= 90 ? half + 32 : half);
    });
  }

  function terms(query) {
    return fold(query).split(/\s+/).filter(Boolean);
  }

  // the list of an area needs that area's files alone; everything else needs them all
  function ready(list) {
    return ducha.load("assets/search-data.js").then(function () {
      const same = main.lists[list] || [];
      const wanted = main.shards.filter(function (shard) { return same[0] !== "area" || same[1] === shard[0]; });
      return Promise.all(wanted.map(function (shard) { return ducha.load(shard[1]); }));
    }).then(function () {
      const held = blocks.reduce(function (sum, block) { return sum + block.count; }, 0);
      if (rows.length === held) return;
      rows = [];
      blocks.forEach(function (block) {
        for (let n = 0; n < block.count; n++) rows.push([block, n]);
      });
      rows.sort(function (a, b) { return a[0].ranks[a[1]] - b[0].ranks[b[1]]; });
    });
  }

  function hits(folded, term) {
    return folded.map(function (text) { return text.indexOf(term) >= 0; });
  }

  // what a term hits in the tables that all rows share; made once a term, so a row only looks up numbers
  function shared(term) {
    const words = hits(main.folded, term);
    const tags = main.tags.map(function (tag) { return words[tag[0]]; });
    const found = { words: words, tags: tags, names: hits(main.names, term), blocks: [], term: term };
    found.sets = main.sets.map(function (set) { return set.some(function (tag) { return tags[tag]; }); });
    FACETS.forEach(function (facet) { found[facet] = hits(main.labels[facet], term); });
    return found;
  }

  function inBlock(found, block) {
    const n = blocks.indexOf(block);
    if (!found.blocks[n]) {
      found.blocks[n] = hits(block.folded, found.term);
    }
    return found.blocks[n];
  }

  function issueHas(found, block, n) {
    const own = inBlock(found, block);
    return own[block.title[n]] || own[block.place[n]] || own[block.left[n]] ||
      block.more.some(function (column) { return own[column[n]]; }) || found.names[block.school[n]] || found.tags[block.tag[n]] ||
      found.sets[block.badges[n]] || found.area[block.area[n]] || found.mode[block.mode[n]] ||
      found.category[block.category[n]] || found.severity[block.severity[n]] ||
      fold(spoken(block, n)).indexOf(found.term) >= 0;
  }

  function id(block, n) {
    return block.id[1].substr(n * block.id[0], block.id[0]).replace(/~+$/, "");
  }

  function spoken(block, n) {
    return id(block, n).slice(0, block.spoken[n]);
  }

  // filters: facet -> value; a value that this tree does not have matches nothing
  function numbers(filters) {
    return Object.keys(filters).map(function (facet) {
      return [facet, main.facets[facet].findIndex(function (one) { return one[0] === filters[facet]; })];
    });
  }

  function issues(query, filters, list) {
    const asked = terms(query).map(shared);
    const wanted = numbers(filters || {});
    const members = listed(list);
    return rows.filter(function (row) {
      const block = row[0], n = row[1];
      return members(block, n) &&
        wanted.every(function (one) { return block[one[0]][n] === one[1]; }) &&
        asked.every(function (found) { return issueHas(found, block, n); });
    });
  }

  // a list is either one value of a filter or places among all issues
  function listed(name) {
    if (!name || name === "all") return function () { return true; };
    const list = main.lists[name];
    if (typeof list[0] === "string") {
      return function (block, n) { return block[list[0]][n] === list[1]; };
    }
    const places = new Set(sums(unpack(list)));
    return function (block, n) { return places.has(block.ranks[n]); };
  }

  function schools(query) {
    const asked = terms(query).map(shared);
    return main.schools.path.map(function (_, n) { return n; }).filter(function (n) {
      return asked.every(function (found) {
        return found.names[n] || found.words[main.schools.note[n]] || found.words[main.schools.more[n]];
      });
    });
  }

  function others(kind, query) {
    const table = main[kind], asked = terms(query).map(shared);
    return table.path.map(function (_, n) { return n; }).filter(function (n) {
      return asked.every(function (found) {
        return found.words[table.title[n]] || found.words[table.note[n]] || found.words[table.more[n]] ||
          found.names[table.school[n] - 1] || found.tags[table.tag[n] - 1];
      });
    });
  }

  // days are counted from a century before the tree's day; 0 is none
  function day(distance) {
    if (!distance) return "";
    const at = new Date(Date.parse(main.asOf) + (distance - 36525) * DAY);
    const y = at.getUTCFullYear(), m = at.getUTCMonth(), d = at.getUTCDate();
    return document.documentElement.lang === "en" ? d + " " + MONTHS[m] + " " + y : y + "年" + (m + 1) + "月" + d + "日";
  }

  function tag(n) {
    return { text: main.words[main.tags[n][0]], tone: main.tags[n][1] };
  }

  function school(n) {
    return n < 0 ? null : { name: main.schools.name[n], path: main.schools.path[n] };
  }

  function issue(row) {
    const block = row[0], n = row[1];
    const label = function (facet) { return main.facets[facet][block[facet][n]]; };
    return {
      path: main.issuePath.replace("*", id(block, n)), spoken: spoken(block, n),
      title: block.words[block.title[n]], place: block.words[block.place[n]],
      left: block.words[block.left[n]], part: block.part[n], school: school(block.school[n]),
      tags: [tag(block.tag[n])].concat(main.sets[block.badges[n]].map(tag)),
      category: label("category")[1], severity: label("severity")[1],
      severe: label("severity")[0] === "severe", overdue: label("overdue")[0] === "overdue",
      due: day(block.due[n]), closed: day(block.closed[n]),
    };
  }

  ducha.search = {
    facets: FACETS, fold: fold, terms: terms, ready: ready, issues: issues, schools: schools, others: others,
    issue: issue, school: school, tag: tag, day: day, main: function () { return main; },
    value: function (row, facet) { return row[0][facet][row[1]]; },
  };
})();
