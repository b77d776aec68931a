"use strict";
// The picture is already in the page; this adds moving, zooming, details, search and filters.
// Texts of documents only ever enter the page as textContent, never as markup.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);
  const svg = byId("picture"), world = byId("world"), stage = byId("stage"), tip = byId("tip"), panel = byId("panel");
  const nodes = [...svg.querySelectorAll(".node")], links = [...svg.querySelectorAll(".link")];
  const labels = [...svg.querySelectorAll(".label")].map((element) => ({
    element,
    x: Number(element.dataset.x), y: Number(element.dataset.y), up: element.dataset.side === "up",
    w: Number(element.dataset.w), h: Number(element.dataset.h), rank: Number(element.dataset.rank),
    owner: (element.dataset.kind === "node" ? nodes : links)[Number(element.dataset.of)],
  })).sort((a, b) => b.rank - a.rank);
  document.documentElement.classList.add("js");
  svg.removeAttribute("viewBox");

  // ---- moving and zooming
  const view = { k: 1, x: 0, y: 0 };
  let frame = 0;
  const marks = nodes.map((element) => element.querySelector(".shape"));
  const draw = () => {
    frame = 0;
    world.setAttribute("transform", `translate(${view.x} ${view.y}) scale(${view.k})`);
    const size = Math.max(1, 0.6 / view.k); // marks stay large enough to be seen and hit
    marks.forEach((mark, i) => {
      const { x, y } = data.nodes[i];
      mark.setAttribute("transform", `translate(${x * (1 - size)} ${y * (1 - size)}) scale(${size})`);
    });
    declutter();
  };
  const redraw = () => { frame = frame || requestAnimationFrame(draw); };

  // Labels keep a readable size on the screen; those that would lie on a more important one wait until there is room.
  const declutter = () => {
    const screen = Math.max(1.12, Math.sqrt(view.k) * 1.12), taken = [];
    const width = stage.clientWidth, height = stage.clientHeight;
    const grow = screen / view.k;
    for (const label of labels) {
      label.urgent = ["near", "pinned", "match"].some((name) => label.owner.classList.contains(name));
      label.element.classList.toggle("near", label.urgent);
    }
    for (const label of [...labels.filter((l) => l.urgent), ...labels.filter((l) => !l.urgent)]) {
      const w = label.w * screen, h = label.h * screen;
      const x = view.x + label.x * view.k - w / 2, y = view.y + label.y * view.k - (label.up ? h : 0);
      const outside = x > width || y > height || x + w < 0 || y + h < 0;
      const box = [x - 4, y - 2, x + w + 4, y + h + 2];
      const crowded = outside || label.owner.classList.contains("off")
        || taken.some((t) => box[0] < t[2] && t[0] < box[2] && box[1] < t[3] && t[1] < box[3]);
      if (crowded !== label.crowded) label.element.classList.toggle("crowded", crowded);
      label.crowded = crowded;
      if (!crowded) taken.push(box);
      if (!crowded && grow !== label.grow) label.element.setAttribute("transform", `translate(${label.x} ${label.y}) scale(${grow})`);
      if (!crowded) label.grow = grow;
    }
  };

  const zoom = (factor, cx = stage.clientWidth / 2, cy = stage.clientHeight / 2) => {
    const k = Math.min(8, Math.max(0.08, view.k * factor));
    view.x = cx - (cx - view.x) * (k / view.k);
    view.y = cy - (cy - view.y) * (k / view.k);
    view.k = k;
    redraw();
  };
  const fit = () => {
    const pad = 30, w = stage.clientWidth - 2 * pad, h = stage.clientHeight - 2 * pad;
    view.k = Math.min(1.6, w / data.width, h / data.height);
    view.x = (stage.clientWidth - data.width * view.k) / 2;
    view.y = (stage.clientHeight - data.height * view.k) / 2;
    redraw();
  };
  const centre = (node) => {
    view.k = Math.max(view.k, 0.9);
    view.x = stage.clientWidth / 2 - node.x * view.k;
    view.y = stage.clientHeight / 2 - node.y * view.k;
    redraw();
  };

  const pointers = new Map();
  let moved = 0;
  svg.addEventListener("pointerdown", (event) => { pointers.set(event.pointerId, [event.clientX, event.clientY]); moved = 0; });
  window.addEventListener("pointermove", (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const now = [event.clientX, event.clientY];
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      const apart = (p) => Math.hypot(p[0] - other[0], p[1] - other[1]) || 1, box = stage.getBoundingClientRect();
      zoom(apart(now) / apart(before), (now[0] + other[0]) / 2 - box.left, (now[1] + other[1]) / 2 - box.top);
    } else {
      view.x += now[0] - before[0];
      view.y += now[1] - before[1];
      redraw();
    }
    moved += Math.abs(now[0] - before[0]) + Math.abs(now[1] - before[1]);
    pointers.set(event.pointerId, now);
  });
  for (const end of ["pointerup", "pointercancel"]) window.addEventListener(end, (event) => pointers.delete(event.pointerId));
  svg.addEventListener("wheel", (event) => {
    event.preventDefault();
    const box = stage.getBoundingClientRect();
    zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015)), event.clientX - box.left, event.clientY - box.top);
  }, { passive: false });
  svg.addEventListener("keydown", (event) => {
    const step = 60, keys = {
      ArrowLeft: () => { view.x += step; }, ArrowRight: () => { view.x -= step; },
      ArrowUp: () => { view.y += step; }, ArrowDown: () => { view.y -= step; },
      "+": () => zoom(1.25), "=": () => zoom(1.25), "-": () => zoom(0.8), 0: fit,
    };
    if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    keys[event.key]();
    redraw();
  });
  byId("zoom-in").addEventListener("click", () => zoom(1.3));
  byId("zoom-out").addEventListener("click", () => zoom(1 / 1.3));
  byId("fit").addEventListener("click", fit);
  window.addEventListener("resize", () => (pinned?.kind === "node" ? centre(data.nodes[pinned.index]) : fit()));

  // ---- what is said of a node or link
  const make = (tag, text, className) => {
    const element = document.createElement(tag);
    if (text !== undefined) element.textContent = text;
    if (className) element.className = className;
    return element;
  };
  const around = (i) => data.links.flatMap((link, j) => (link.s === i || link.t === i ? [j] : []));
  const sentence = (link) => `${data.nodes[link.s].label} ${link.label} ${data.nodes[link.t].label}`;
  const extra = (link) => [link.amounts.join(", "), link.modality === "achieved" ? "" : link.modality].filter(Boolean).join(" · ");

  const highlight = (index, kind) => {
    world.classList.toggle("dim", index !== null);
    for (const element of nodes.concat(links)) element.classList.remove("near");
    if (index === null) return;
    const near = kind === "node" ? around(index) : [index];
    for (const j of near) {
      links[j]?.classList.add("near");
      nodes[data.links[j].s].classList.add("near");
      nodes[data.links[j].t].classList.add("near");
    }
    if (kind === "node") nodes[index].classList.add("near");
  };

  const quoteTo = (parent, quote) => {
    parent.append(make("blockquote", quote.quote));
    const cite = make("cite");
    if (/^https?:/i.test(quote.url || "")) {
      const a = make("a", quote.title || quote.url);
      a.href = quote.url;
      a.rel = "noopener noreferrer";
      a.target = "_blank";
      cite.append(a);
    } else cite.textContent = quote.title || "";
    parent.append(cite);
  };

  const describe = (index, kind) => {
    tip.replaceChildren();
    if (kind === "node") {
      const node = data.nodes[index], list = make("ul");
      tip.append(make("strong", node.label), make("span", `${node.type} · ${node.claims}`, "kind"));
      for (const fact of node.facts.slice(0, 6)) {
        const item = make("li", fact.line);
        if (fact.disputed) item.append(" ", make("span", "disputed", "disputed"));
        list.append(item);
      }
      if (node.facts.length > 6) list.append(make("li", `and ${node.facts.length - 6} more`));
      const first = around(index).map((j) => data.links[j].quotes[0]).find(Boolean);
      if (node.facts.length) tip.append(list);
      else if (first) tip.append(make("q", first.quote));
    } else {
      const link = data.links[index];
      tip.append(make("strong", sentence(link)));
      if (extra(link)) tip.append(make("div", extra(link), "kind"));
      if (link.quotes[0]) tip.append(make("q", link.quotes[0].quote), make("div", link.quotes[0].title || "", "kind"));
    }
  };
  const showTip = (x, y) => {
    tip.hidden = false;
    tip.style.left = `${Math.max(4, Math.min(x + 14, stage.clientWidth - tip.offsetWidth - 8))}px`;
    tip.style.top = `${Math.max(4, y + 18 + tip.offsetHeight > stage.clientHeight ? y - tip.offsetHeight - 10 : y + 18)}px`;
  };

  let pinned = null;
  const pin = (index, kind) => {
    pinned = index === null ? null : { index, kind };
    for (const element of nodes.concat(links)) element.classList.remove("pinned");
    panel.replaceChildren();
    panel.hidden = index === null;
    highlight(index, kind);
    redraw();
    if (index === null) { history.replaceState(null, "", location.pathname + location.search); return; }
    (kind === "node" ? nodes : links)[index]?.classList.add("pinned");
    const close = make("button", "×", "close");
    close.type = "button";
    close.setAttribute("aria-label", "Close");
    close.addEventListener("click", () => pin(null));
    panel.append(close);
    (kind === "node" ? pinNode : pinLink)(index);
    panel.parentElement.scrollTop = 0;
  };
  const pinNode = (index) => {
    const node = data.nodes[index];
    panel.append(make("h2", node.label), make("div", `${node.type} · ${node.claims}`, "kind"));
    if (node.facts.length) {
      const list = make("ul");
      for (const fact of node.facts) {
        const item = make("li", fact.line);
        if (fact.disputed) item.append(" ", make("span", "disputed", "disputed"));
        quoteTo(item, fact);
        list.append(item);
      }
      panel.append(make("h3", "Facts"), list);
    }
    const list = make("ul");
    for (const j of around(index)) list.append(linkItem(j));
    if (list.children.length) panel.append(make("h3", "Links"), list);
    history.replaceState(null, "", `#focus=${encodeURIComponent(node.label)}`);
  };
  const linkItem = (j) => {
    const link = data.links[j], item = make("li"), go = make("button", sentence(link));
    go.type = "button";
    go.addEventListener("click", () => pin(j, "link"));
    item.append(go);
    if (extra(link)) item.append(make("div", extra(link), "kind"));
    if (link.quotes[0]) quoteTo(item, link.quotes[0]);
    return item;
  };
  const pinLink = (index) => {
    const link = data.links[index];
    panel.append(make("h2", sentence(link)));
    if (extra(link)) panel.append(make("div", extra(link), "kind"));
    const said = make("ul"), ends = make("ul");
    for (const quote of link.quotes) { const item = make("li"); quoteTo(item, quote); said.append(item); }
    for (const i of [link.s, link.t]) {
      const item = make("li"), go = make("button", data.nodes[i].label);
      go.type = "button";
      go.addEventListener("click", () => { pin(i, "node"); centre(data.nodes[i]); });
      item.append(go);
      ends.append(item);
    }
    if (link.quotes.length) panel.append(make("h3", "Said by"), said);
    panel.append(make("h3", "Between"), ends);
  };

  const wire = (elements, kind) => elements.forEach((element, index) => {
    const enter = (x, y) => { describe(index, kind); showTip(x, y); highlight(index, kind); redraw(); };
    const leave = () => { tip.hidden = true; highlight(pinned ? pinned.index : null, pinned?.kind); redraw(); };
    element.addEventListener("pointerenter", (event) => {
      if (pointers.size) return;
      const box = stage.getBoundingClientRect();
      enter(event.clientX - box.left, event.clientY - box.top);
    });
    element.addEventListener("pointerleave", leave);
    element.addEventListener("click", (event) => { event.stopPropagation(); if (moved < 6) pin(index, kind); });
    if (kind !== "node") return; // links are reached through the panel of a node, or the table
    element.addEventListener("focus", () => {
      if (!element.matches(":focus-visible")) return;
      const node = data.nodes[index];
      enter(view.x + node.x * view.k, view.y + node.y * view.k);
    });
    element.addEventListener("blur", leave);
    element.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); pin(index, kind); }
    });
  });
  wire(nodes, "node");
  wire(links, "link");
  svg.addEventListener("click", () => { if (moved < 6 && pinned) pin(null); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") { tip.hidden = true; pin(null); } });

  // ---- search
  const search = byId("search"), found = byId("found");
  const texts = data.nodes.map((n) => [n.label, n.type, ...n.facts.map((f) => f.line)].join("\n").toLowerCase());
  let hits = [], turn = -1;
  search.addEventListener("input", () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    hits = words.length ? texts.flatMap((text, i) => (words.every((w) => text.includes(w)) ? [i] : [])) : [];
    turn = -1;
    nodes.forEach((element, i) => element.classList.toggle("match", hits.includes(i)));
    world.classList.toggle("dim", hits.length > 0);
    nodes.concat(links).forEach((element) => element.classList.remove("near"));
    hits.forEach((i) => nodes[i].classList.add("near"));
    found.textContent = words.length ? `${hits.length} of ${data.nodes.length}` : "";
    if (!hits.length) highlight(pinned ? pinned.index : null, pinned?.kind);
    redraw();
  });
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !hits.length) return;
    event.preventDefault();
    turn = (turn + 1) % hits.length;
    centre(data.nodes[hits[turn]]);
    pin(hits[turn], "node");
  });

  // ---- filters
  const filters = byId("filters");
  const filter = () => {
    const off = (name) => new Set([...filters.querySelectorAll(`[name=${name}]:not(:checked)`)].map((box) => Number(box.value)));
    const types = off("type"), kinds = off("kind");
    nodes.forEach((element, i) => element.classList.toggle("off", types.has(data.nodes[i].group)));
    links.forEach((element, j) => {
      const link = data.links[j];
      element.classList.toggle("off", kinds.has(link.group) || types.has(data.nodes[link.s].group) || types.has(data.nodes[link.t].group));
    });
    redraw();
  };
  filters.addEventListener("change", filter);
  filters.addEventListener("submit", (event) => event.preventDefault());

  const follow = () => {
    const wanted = new URLSearchParams(location.hash.slice(1)).get("focus");
    const index = wanted === null ? -1 : data.nodes.findIndex((n) => n.id === wanted || n.label === wanted);
    if (index >= 0) { pin(index, "node"); centre(data.nodes[index]); }
  };
  window.addEventListener("hashchange", follow);
  filter();
  fit();
  follow();
})();
