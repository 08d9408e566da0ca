"use strict";
// The page of a run that goes on. Everything that stands on it comes from the server as text or numbers; text is put into elements as text. The
// one piece of HTML is the verdict so far, which the templates of the report write, and the page's policy lets nothing in it run.
(() => {
  const byId = (id) => document.getElementById(id);
  const says = byId("live").dataset;

  // Okabe-Ito, as in the report's figures.
  const palette = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#b3a100", "#6b7178"];
  const fixed = { due: "#9aa3ad", sent: "#56b4e9", done: "#0072b2", good: "#009e73", failed: "#d55e00", p50: "#56b4e9", p90: "#0072b2", p99: "#d55e00", "p99.9": "#cc79a7", max: "#9aa3ad", all: "#6b7178" };
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  // Numbers with the unit that suits their size, to three digits.
  const ladders = {
    s: [[1e-3, 1e-6, "µs"], [1, 1e-3, "ms"], [300, 1, "s"], [7200, 60, "min"], [Infinity, 3600, "h"]],
    "s/s": [[1, 1e-3, "ms/s"], [Infinity, 1, "s/s"]],
    B: [[1e3, 1, "B"], [1e6, 1e3, "kB"], [1e9, 1e6, "MB"], [Infinity, 1e9, "GB"]],
    "B/s": [[1e3, 1, "B/s"], [1e6, 1e3, "kB/s"], [1e9, 1e6, "MB/s"], [Infinity, 1e9, "GB/s"]],
    "/s": [[1e4, 1, "/s"], [Infinity, 1e3, "k/s"]],
    ratio: [[Infinity, 0.01, "%"]],
    cores: [[Infinity, 1, "cores"]],
    "": [[Infinity, 1, ""]],
  };
  const zero = { s: "s", "s/s": "s/s", B: "B", "B/s": "B/s", "/s": "/s", ratio: "%", cores: "cores", "": "" };
  const number = (v) => String(Number(Number(v).toPrecision(3)));
  const text = (v, unit) => {
    if (v == null) return "–";
    if (v === 0) return ("0 " + zero[unit]).trim();
    const [, by, name] = ladders[unit].find(([below]) => Math.abs(v) < below);
    return (number(v / by) + " " + name).trim();
  };

  // What is known of the trial: charts, where their lines stand in rows, rows by slot, and the present state.
  let charts = [], columns = [], rows = [], now = {}, plots = [];

  const x = () => rows.map((_, i) => i * now.width);
  const linesOf = (chart) => columns.map((c, at) => ({ ...c, at })).filter((c) => c.chart === chart);
  const valuesOf = (at) => rows.map((r) => (r && r.v[at] != null ? r.v[at] : null));
  const colorOf = (name, i) => fixed[name] || palette[i % palette.length];

  // Phases and events are drawn below and above the lines of every chart.
  const marks = {
    hooks: {
      drawClear: [(u) => {
        const { ctx, bbox } = u;
        ctx.save();
        ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
        ctx.textAlign = "left";
        ctx.textBaseline = "alphabetic";
        for (const p of now.phases || []) {
          const from = Math.max(bbox.left, u.valToPos(p.from, "x", true)), to = Math.min(bbox.left + bbox.width, u.valToPos(p.to, "x", true));
          ctx.fillStyle = p.measure ? css("--good-soft") : css("--soft");
          ctx.globalAlpha = 0.55;
          ctx.fillRect(from, bbox.top, to - from, bbox.height);
          ctx.globalAlpha = 1;
          ctx.fillStyle = css("--muted");
          if (ctx.measureText(p.name).width < to - from - 8) ctx.fillText(p.name, from + 4, bbox.top + 11 * devicePixelRatio);
        }
        ctx.restore();
      }],
      draw: [(u) => {
        const { ctx, bbox } = u;
        ctx.save();
        ctx.strokeStyle = css("--bad");
        ctx.fillStyle = css("--bad");
        ctx.setLineDash([4, 3]);
        ctx.font = `${10 * devicePixelRatio}px system-ui, sans-serif`;
        ctx.textAlign = "left";
        ctx.textBaseline = "alphabetic";
        (now.marks || []).forEach((m, i) => {
          const at = u.valToPos(m.at, "x", true);
          ctx.beginPath();
          ctx.moveTo(at, bbox.top);
          ctx.lineTo(at, bbox.top + bbox.height);
          ctx.stroke();
          const wide = ctx.measureText(m.text).width, left = at + wide + 6 > bbox.left + bbox.width ? at - wide - 4 : at + 4;
          ctx.fillText(m.text, left, bbox.top + (24 + 12 * (i % 3)) * devicePixelRatio);
        });
        ctx.restore();
      }],
    },
  };

  // The heat map has no lines: each slot is a column of cells, a tenth of a decade high.
  const step = Math.pow(10, 0.1);
  const heat = {
    hooks: {
      draw: [(u) => {
        let most = 1;
        for (const r of rows) for (const n of (r && r.h || []).slice(1)) most = Math.max(most, n);
        const { ctx } = u, color = css("--bar");
        ctx.save();
        ctx.fillStyle = color;
        rows.forEach((r, i) => {
          if (!r || !r.h) return;
          const left = u.valToPos(i * now.width, "x", true), right = u.valToPos((i + 1) * now.width, "x", true);
          for (let j = 1, low = r.h[0]; j < r.h.length; j++, low *= step) {
            if (!r.h[j]) continue;
            const top = u.valToPos(low * step, "y", true), bottom = u.valToPos(low, "y", true);
            ctx.globalAlpha = 0.15 + 0.85 * Math.log1p(r.h[j]) / Math.log1p(most);
            ctx.fillRect(left, top, Math.max(1, right - left), bottom - top);
          }
        });
        ctx.restore();
      }],
    },
  };

  const element = (name, properties = {}, ...children) => {
    const e = Object.assign(document.createElement(name), properties);
    e.append(...children);
    return e;
  };

  const height = 190;

  // figure makes an empty figure below an element.
  function figure(below, id, heading, title, caption) {
    const box = element("div", { className: "plot" }), legend = element("ul", { className: "legend" });
    const whole = element("figure", {}, element(heading, { textContent: title }), element("figcaption", { textContent: caption }), box, legend);
    if (id) whole.id = id;
    below.append(whole);
    const p = { figure: whole, box, legend, lines: -1, plot: null };
    new ResizeObserver(() => { if (p.plot && box.clientWidth) p.plot.setSize({ width: box.clientWidth, height }); }).observe(box);
    return p;
  }

  // paint makes the plot of a figure anew: its lines over a range of time, with a unit and a kind of axis.
  function paint(p, chart, range, series, data, plugins) {
    if (p.plot) p.plot.destroy();
    const axis = { stroke: css("--muted"), grid: { stroke: css("--line"), width: 1 }, ticks: { stroke: css("--line"), width: 1 }, font: "11px system-ui, sans-serif" };
    const options = {
      width: Math.max(200, p.box.clientWidth), height, legend: { show: false }, cursor: { y: false }, plugins,
      scales: { x: { time: false, range }, y: chart.log ? { distr: 3, range: logRange(chart) } : { range: (_, low, high) => [0, high > 0 ? high * 1.1 : 1] } },
      axes: [
        { ...axis, values: (_, ticks) => ticks.map((v) => text(v, "s")), incrs: [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14400, 28800], size: 28 },
        { ...axis, size: 74, ...(chart.log ? { splits: decades } : {}), values: (_, ticks) => ticks.map((v) => (v == null ? "" : text(v, chart.unit))) },
      ],
      series: [{}, ...series],
    };
    p.plot = new uPlot(options, data, p.box);
    p.plot.root.setAttribute("aria-hidden", "true"); // the legend says the same in words
  }

  // name writes the legend of a figure: names, each with its value.
  function name(p, names, values, unit) {
    p.legend.replaceChildren(...names.map((n, i) => {
      const key = element("i");
      key.style.setProperty("--c", colorOf(n, i));
      return element("li", {}, key, `${n} ${text(values[i], unit)}`);
    }));
  }

  // build makes the figure of a chart, for the lines that it has now.
  function build(index) {
    const chart = charts[index], lines = linesOf(index);
    const p = plots[index] ||= figure(byId("charts"), "figure-" + chart.id, "h3", chart.title, chart.axis + (chart.id === "heatmap" ? ". " + says.heat : ""));
    p.lines = lines.length;
    paint(p, chart, () => [0, Math.max(now.end || 1, rows.length * now.width)], drawn(chart, lines), dataOf(index), chart.id === "heatmap" ? [marks, heat] : [marks]);
  }

  // A logarithmic axis has a tick each decade.
  const decades = (_u, _axis, low, high) => {
    const ticks = [];
    for (let v = Math.pow(10, Math.ceil(Math.log10(low) - 1e-9)); v <= high * (1 + 1e-9); v *= 10) ticks.push(v);
    return ticks;
  };

  // drawn are the lines as they are drawn: of a stack the highest first, so that the others stand before it. The heat map has one that is not seen.
  function drawn(chart, lines) {
    if (!lines.length || chart.id === "heatmap") return [{ stroke: "transparent", points: { show: false } }];
    const series = lines.map((l, i) => ({ label: l.name, stroke: colorOf(l.name, i), width: 1.5, points: { size: 4 }, spanGaps: true, fill: chart.stacked ? colorOf(l.name, i) : undefined }));
    return chart.stacked ? series.reverse() : series;
  }

  // A logarithmic axis ends at whole decades; without data it has one.
  const logRange = (chart) => (_, low, high) => {
    if (chart.id === "heatmap") {
      low = Infinity; high = 0;
      for (const r of rows) if (r && r.h) { low = Math.min(low, r.h[0]); high = Math.max(high, r.h[0] * Math.pow(step, r.h.length - 1)); }
    }
    if (!(high > 0) || !(low > 0) || low === Infinity) return [1e-3, 1];
    return [Math.pow(10, Math.floor(Math.log10(low) + 1e-9)), Math.pow(10, Math.max(Math.ceil(Math.log10(high) - 1e-9), Math.floor(Math.log10(low)) + 1))];
  };

  function dataOf(index) {
    const chart = charts[index], at = x(), lines = linesOf(index);
    if (chart.id === "heatmap") return [at, rows.map(() => 1)];
    if (!lines.length) return [at, rows.map(() => null)];
    let data = lines.map((l) => valuesOf(l.at));
    if (chart.log) data = data.map((d) => d.map((v) => (v > 0 ? v : null)));
    if (chart.stacked) {
      const sum = rows.map(() => 0);
      data = data.map((d) => d.map((v, i) => (v == null ? null : (sum[i] += v)))).reverse();
    }
    return [at, ...data];
  }

  function draw() {
    byId("figures").hidden = rows.length === 0;
    if (!rows.length) return;
    charts.forEach((chart, index) => {
      const lines = linesOf(index), p = plots[index];
      if (!p || !p.plot || p.lines !== lines.length) build(index); else p.plot.setData(dataOf(index));
      const last = rows[Math.max(0, rows.length - 2)];
      plots[index].figure.hidden = chart.id !== "heatmap" && !lines.some((l) => rows.some((r) => r && r.v[l.at] != null));
      name(plots[index], lines.map((l) => l.name), lines.map((l) => last && last.v[l.at]), chart.unit);
    });
  }

  // The small figures of stores and faults come with the verdict. They are drawn where the reader has unfolded them.
  let boards = [], unfolded = new Map();

  function drawBoards() {
    for (const b of boards) {
      let u = unfolded.get(b.title);
      if (!u) {
        const below = element("div", { className: "charts" }), whole = element("details", {}, element("summary", { textContent: b.title }), below);
        unfolded.set(b.title, u = { below, whole, plots: new Map() });
        whole.addEventListener("toggle", drawBoards);
        byId("boards").append(whole);
      }
      if (u.whole.open) b.panels.forEach((panel) => drawPanel(u, panel));
    }
  }

  function drawPanel(u, panel) {
    const key = panel.lines.map((l) => l.name).join("\n"), closeUp = panel.width < now.width;
    let p = u.plots.get(panel.title);
    if (!p) u.plots.set(panel.title, p = figure(u.below, "", "h3", panel.title, ""));
    const data = [panel.lines[0].v.map((_, i) => panel.from + i * panel.width), ...panel.lines.map((l) => (panel.log ? l.v.map((v) => (v > 0 ? v : null)) : l.v))];
    if (p.lines === key) {
      p.plot.setData(data);
    } else {
      p.lines = key;
      paint(p, panel, closeUp ? (_, low, high) => [low, high] : () => [0, now.end || 1], drawn(panel, panel.lines), data, closeUp ? [] : [marks]);
    }
    name(p, panel.lines.map((l) => l.name), panel.lines.map((l) => l.v.findLast((v) => v != null)), panel.unit);
    if (panel.more) p.legend.append(element("li", { textContent: panel.more }));
  }

  // Numbers and sentences.
  const put = (id, value) => {
    const e = byId(id);
    if (e.textContent !== value) e.textContent = value;
  };

  function present() {
    document.title = now.title;
    put("title", now.title);
    put("trial", now.trial || "");
    put("phase", now.phase || "");
    put("left", now.left || "");
    put("status", now.status || "");
    byId("part").value = now.part || 0;
    byId("groups").replaceChildren(...(now.groups || []).map((g) => element("section", {}, element("h3", { textContent: g.name }),
      element("dl", {}, ...g.values.map((v) => element("div", {}, element("dt", { textContent: v.name }), element("dd", { textContent: v.text, className: v.bad ? "bad" : "" })))))));
    const failed = (now.failed || []).map((f) => element("li", {}, element("b", { textContent: `${f.class} ${f.count}` }), " ", element("code", { textContent: f.example || "" })));
    byId("failed").replaceChildren(...(failed.length ? failed : [element("li", { className: "empty", textContent: says.noneFailed })]));
  }

  // The verdict so far replaces the one before; what the reader has unfolded stays so, and where the reader is.
  function verdict(look) {
    put("verdict", look.headline);
    byId("verdict").className = look.state;
    put("as-of", look.as_of);
    const box = byId("look"), open = [...box.querySelectorAll("details")].map((d) => d.open), focus = [...box.querySelectorAll("a, summary, [tabindex]")].indexOf(document.activeElement);
    box.innerHTML = look.html;
    box.querySelectorAll("details").forEach((d, i) => { d.open = !!open[i]; });
    boards = look.boards || [];
    drawBoards();
    if (focus >= 0) (box.querySelectorAll("a, summary, [tabindex]")[focus] || box).focus({ preventScroll: true });
  }

  function take(m) {
    if (m.charts) {
      plots.forEach((p) => { if (p && p.plot) p.plot.destroy(); });
      [charts, columns, rows, plots] = [m.charts, [], [], []];
      byId("charts").replaceChildren();
      byId("boards").replaceChildren();
      [boards, unfolded] = [[], new Map()];
    }
    if (m.columns) columns = m.columns;
    for (const [slot, row] of Object.entries(m.rows || {})) {
      while (rows.length <= slot) rows.push(null);
      rows[slot] = row;
    }
    if (m.now) { now = m.now; present(); }
    if (m.look) verdict(m.look);
  }

  let waiting = false;
  const redraw = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; draw(); });
  };
  const rebuild = () => {
    charts.forEach((_, i) => { if (plots[i]) plots[i].lines = -1; });
    unfolded.forEach((u) => u.plots.forEach((p) => { p.lines = -1; }));
    redraw();
    drawBoards();
  };

  // When the run has ended the page becomes the report. Within the run's own page all of that is loaded again, so that it says the same, unless
  // something may be being written there.
  function end() {
    events.close();
    if (parent !== window && !parent.document.querySelector("details[open]")) parent.location.reload();
    else if (now.report) location.replace(now.report);
  }

  const events = new EventSource("events");
  let lost = 0;
  events.onopen = () => { lost = 0; };
  events.onmessage = (e) => {
    take(JSON.parse(e.data));
    redraw();
    if (now.report || now.over) end();
  };
  events.onerror = () => {
    lost++;
    put("status", lost < 120 ? says.lost : says.gone);
    if (lost >= 120) events.close(); // after a minute
  };

  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", rebuild);
})();
