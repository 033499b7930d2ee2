// Interactive figures: the reader moves over a grid that the page has computed; nothing is computed here.  The data stand
// in the page, as written by atombridge.explorer; drawn with D3.  Without this script the drawn figures of the page stand.
document.addEventListener("DOMContentLoaded", () => {
  const create = (tag, attributes = {}, ...content) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...content);
    return element;
  };
  // A_b is A with b set low.
  const lowered = (text) => text.split(/_([A-Za-z]+)/).map((part, i) => (i % 2 ? create("sub", {}, part) : part));
  const parse = (text) => text.split(" ").map((number) => (number === "-" ? NaN : Number(number)));

  for (const figure of document.querySelectorAll("figure.explorer")) {
    const spec = JSON.parse(figure.querySelector(".explorer-data").textContent);
    const chosen = Object.fromEntries(spec.controls.map((control) => [control.name, control.start]));
    const size = Object.fromEntries(spec.controls.map((control) => [control.name, control.settings.length]));
    // Entries are in the order of all combinations, the last control varying fastest.
    const entry = (list, on) => list[list.length === 1 ? 0 : on.reduce((i, name) => i * size[name] + chosen[name], 0)];

    const form = create("form", { class: "explorer-controls" });
    form.addEventListener("submit", (event) => event.preventDefault());
    for (const control of spec.controls) {
      const id = `${figure.id}-${control.name}`;
      const box = create("div", { class: "explorer-control" }, create("label", { for: id }, control.label));
      let input;
      if (control.ordered) {
        input = create("input", { id, type: "range", min: 0, max: control.settings.length - 1, step: 1 });
        const value = create("span", { class: "explorer-setting", "aria-hidden": "true" }); // said by the slider itself
        box.append(input, value);
        const say = () => {
          value.textContent = control.settings[input.value];
          input.setAttribute("aria-valuetext", control.settings[input.value]);
        };
        input.addEventListener("input", say);
        input.value = control.start;
        say();
        form.addEventListener("reset", () => setTimeout(say));
      } else {
        input = create("select", { id }, ...control.settings.map((words, i) => new Option(words, i)));
        input.value = control.start;
        box.append(input);
      }
      for (const option of input.options ?? []) option.defaultSelected = Number(option.value) === control.start;
      input.defaultValue = control.start;
      input.addEventListener("input", () => {
        chosen[control.name] = Number(input.value);
        update();
      });
      form.addEventListener("reset", () => (chosen[control.name] = control.start));
      form.append(box);
    }
    form.append(create("button", { type: "reset" }, "Back to the start"));
    form.addEventListener("reset", () => setTimeout(update));

    const plot = create("div", { class: "explorer-plot" });
    const legend = create("ul", { class: "explorer-legend" });
    const cells = spec.readouts.map(() => create("td"));
    const rows = spec.readouts.map((readout, i) => create("tr", {}, create("th", { scope: "row" }, ...lowered(readout.label)), cells[i]));
    const body = create("tbody", {}, ...rows);
    const table = create("table", { class: "explorer-readouts" }, create("caption", {}, "Values at these settings"), body);
    const status = create("p", { class: "explorer-status", role: "status" });
    figure.querySelector(".explorer-without").replaceWith(form, plot, legend, table, status);

    const symbol = (one) => {
      const svg = d3.create("svg").attr("width", 28).attr("height", 14).attr("aria-hidden", "true");
      const mark = svg.append("g").attr("class", `colour-${one.colour}`);
      if (one.kind === "points") mark.append("circle").attr("cx", 14).attr("cy", 7).attr("r", 4);
      else if (one.kind === "bars" || one.kind === "mark") mark.append("path").attr("d", "M14,0V14");
      else mark.append("path").attr("d", "M0,7H28");
      mark.classed("dashed", one.dashed).classed("thin", one.kind === "level" || one.kind === "mark");
      return svg.node();
    };
    legend.append(...spec.series.map((one) => create("li", {}, symbol(one), " ", ...lowered(one.name))));

    const draw = () => {
      const axes = { x: entry(spec.x, spec.axes_on), y: entry(spec.y, spec.axes_on) };
      const width = Math.max(240, Math.min(plot.clientWidth, 760));
      const named = axes.y.names.length;
      const height = named ? 24 * named + 60 : Math.max(260, Math.min(0.6 * width, 420));
      const margin = { top: 10, right: 14, bottom: 46, left: named ? 132 : 58 };
      const scale = (axis, ends) => (axis.log ? d3.scaleLog() : d3.scaleLinear()).domain([axis.low, axis.high]).range(ends);
      const x = scale(axes.x, [margin.left, width - margin.right]);
      const y = scale(axes.y, [height - margin.bottom, margin.top]);
      const inside = (value, axis) => value >= axis.low && value <= axis.high;
      const svg = d3.create("svg").attr("width", width).attr("height", height).attr("viewBox", [0, 0, width, height]);
      svg.attr("role", "img").attr("aria-label", `Chart: ${spec.title} Its values stand in the table below it.`);
      const clip = `${figure.id}-clip`;
      svg.append("clipPath").attr("id", clip).append("rect").attr("x", margin.left).attr("y", margin.top - 4)
        .attr("width", width - margin.left - margin.right).attr("height", height - margin.top - margin.bottom + 8);

      const ticks = (axis, d3axis) => {
        if (axis.names.length) return d3axis.tickValues(axis.names.map((_, i) => i)).tickFormat((i) => axis.names[i]);
        const [from, to] = d3axis.scale().range();
        if (!axis.log) return d3axis.ticks(Math.min(6, Math.abs(to - from) / 45)).tickFormat((v) => String(v).replace("-", "\u2212"));
        const powers = d3.range(Math.ceil(Math.log10(axis.low)), Math.floor(Math.log10(axis.high)) + 1);
        const raised = (n) => String(n).replace(/./g, (c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c]));
        return d3axis.tickValues(powers.map((n) => 10 ** n)).tickFormat((v) => `10${raised(Math.round(Math.log10(v)))}`);
      };
      const grid = svg.append("g").attr("class", "explorer-axis");
      grid.append("g").attr("transform", `translate(0,${height - margin.bottom})`).call(ticks(axes.x, d3.axisBottom(x)));
      const left = grid.append("g").attr("transform", `translate(${margin.left},0)`);
      left.call(ticks(axes.y, d3.axisLeft(y).tickSizeInner(named ? -(width - margin.left - margin.right) : 6)));
      svg.append("text").attr("class", "explorer-label").attr("text-anchor", "middle")
        .attr("x", (margin.left + width - margin.right) / 2).attr("y", height - 6).text(axes.x.label);
      if (!named) {
        svg.append("text").attr("class", "explorer-label").attr("text-anchor", "middle")
          .attr("transform", `translate(14,${(height - margin.bottom) / 2}) rotate(-90)`).text(axes.y.label);
      }
      const area = svg.append("g").attr("clip-path", `url(#${clip})`);
      for (const one of spec.series) {
        const values = Object.fromEntries(
          ["x", "y", "low", "high"].map((key) => [key, one[key].length ? parse(entry(one[key], one.on)) : []]),
        );
        const mark = area.append("g").attr("class", `colour-${one.colour}`).classed("dashed", one.dashed);
        if (one.kind === "line") {
          const points = values.x.map((v, i) => [v, values.y[i]]);
          const known = ([a, b]) => Number.isFinite(a) && Number.isFinite(b) && (!axes.y.log || b > 0);
          mark.append("path").attr("d", d3.line().defined(known).x(([a]) => x(a)).y(([, b]) => y(b))(points));
        } else if (one.kind === "level") {
          for (const v of values.y.filter(Number.isFinite)) mark.classed("thin", true).append("path").attr("d", `M${margin.left},${y(v)}H${width - margin.right}`);
        } else if (one.kind === "mark") {
          for (const v of values.x.filter(Number.isFinite)) mark.classed("thin", true).append("path").attr("d", `M${x(v)},${margin.top}V${height - margin.bottom}`);
        } else {
          values.x.forEach((v, i) => {
            if (!Number.isFinite(v) || !Number.isFinite(values.y[i]) || !inside(v, axes.x) || !inside(values.y[i], axes.y)) return;
            const [a, b] = [x(v), y(values.y[i])];
            if (Number.isFinite(values.low[i]) && Number.isFinite(values.high[i])) mark.append("path").attr("class", "ends").attr("d", `M${a},${y(values.low[i])}V${y(values.high[i])}`);
            if (one.kind === "bars") mark.append("path").attr("d", `M${a},${b - 9}V${b + 9}`);
            else mark.append("circle").attr("cx", a).attr("cy", b).attr("r", 4.5);
          });
        }
      }
      plot.replaceChildren(svg.node());
    };

    let later;
    const update = (speak = true) => {
      draw();
      spec.readouts.forEach((readout, i) => (cells[i].textContent = entry(readout.values, readout.on)));
      clearTimeout(later);
      if (!speak) return;
      // Said once, after the reader has come to rest.
      later = setTimeout(() => {
        status.textContent = spec.readouts.map((readout, i) => `${readout.label.replace("_", " ")}: ${cells[i].textContent}`).join("; ");
      }, 500);
    };
    update(false);
    let drawn = plot.clientWidth;
    new ResizeObserver(() => {
      if (plot.clientWidth !== drawn) {
        drawn = plot.clientWidth;
        draw();
      }
    }).observe(plot);
  }
});
