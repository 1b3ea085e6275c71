// Draws the charts of a report when they come into view, in the colours of the page.
'use strict';
(function () {
  const root = document.documentElement;
  const drawn = new Map();

  function color(name) {
    return getComputedStyle(root).getPropertyValue('--' + name).trim();
  }

  function colors(name, count) {
    return Array.from({ length: count }, (_, i) => color(name + '-' + (i + 1)));
  }

  function config() {
    const text = color('text');
    const quiet = color('quiet');
    const line = color('line');
    const font = getComputedStyle(document.body).fontFamily;
    return {
      background: 'transparent',
      font,
      title: { color: text, fontSize: 12, fontWeight: 600, anchor: 'start' },
      axis: {
        labelColor: quiet, titleColor: quiet, titleFontWeight: 400, titleFontSize: 11, labelFontSize: 10.5,
        domainColor: line, tickColor: line, gridColor: line, gridOpacity: 0.7, labelLimit: 150,
      },
      axisBand: { grid: false },
      legend: { labelColor: text, titleColor: quiet, titleFontWeight: 400, symbolSize: 90, labelLimit: 220 },
      header: { labelColor: text, titleColor: quiet },
      view: { stroke: null },
      mark: { color: color('series-1') },
      rule: { color: quiet },
      line: { strokeWidth: 2 },
      point: { filled: true, size: 70 },
      tick: { color: text },
      boxplot: { box: { color: color('series-1'), opacity: 0.6 }, median: { color: text }, rule: { color: quiet } },
      range: {
        category: colors('series', 6),
        heatmap: colors('heat', 5),
        ramp: colors('heat', 5),
        diverging: colors('change', 5),
        symbol: ['circle', 'diamond', 'triangle-up', 'square', 'cross', 'triangle-down'],
      },
    };
  }

  function specOf(chart) {
    return JSON.parse(chart.nextElementSibling.textContent);
  }

  async function draw(chart) {
    const before = drawn.get(chart);
    drawn.set(chart, true);
    if (before && before.finalize) {
      before.finalize();
    }

    try {
      // The interpreter of expressions needs no eval, which the policy of the page forbids.
      const result = await vegaEmbed(chart, specOf(chart), {
        mode: 'vega-lite', renderer: 'svg', ast: true, config: config(), downloadFileName: chart.dataset.name,
        actions: { export: { svg: true, png: true }, source: false, compiled: false, editor: false },
        tooltip: { theme: isDark() ? 'dark' : 'light' },
      });
      drawn.set(chart, result);
      addCsv(chart);
      chart.classList.add('drawn');
    } catch (fault) {
      chart.textContent = 'This chart could not be drawn; its table is below. (' + fault.message + ')';
    }
  }

  function addCsv(chart) {
    const menu = chart.querySelector('.vega-actions');
    if (!menu) {
      return;
    }

    const link = document.createElement('a');
    link.textContent = 'Save as CSV';
    link.href = '#';
    link.download = (chart.dataset.name || 'chart') + '.csv';
    link.addEventListener('mousedown', () => {
      link.href = URL.createObjectURL(new Blob([csv(specOf(chart).data.values)], { type: 'text/csv' }));
    });
    menu.append(link);
  }

  function csv(rows) {
    const names = Object.keys(rows[0] || {});
    const lines = rows.map(row => names.map(name => cell(row[name])).join(','));
    return [names.join(','), ...lines].join('\n') + '\n';
  }

  // Text that a spreadsheet would run as a formula gets an apostrophe in front.
  function cell(value) {
    if (typeof value !== 'string') {
      return value === null ? '' : String(value);
    }

    const safe = /^[=+\-@\t\r]/.test(value) ? "'" + value : value;
    return /[",\n\r]/.test(safe) ? '"' + safe.replaceAll('"', '""') + '"' : safe;
  }

  function isDark() {
    return root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  }

  function redraw() {
    return Promise.all([...drawn.keys()].map(draw));
  }

  const charts = [...document.querySelectorAll('.chart')];
  const watcher = new IntersectionObserver(entries => {
    for (const entry of entries) {
      if (entry.isIntersecting && !drawn.has(entry.target)) {
        draw(entry.target);
      }
    }
  }, { rootMargin: '300px' });
  charts.forEach(chart => watcher.observe(chart));

  // Those that are open but out of view are drawn when there is nothing else to do, so that a search or a print finds them.
  function drawNext() {
    const next = open().find(chart => !drawn.has(chart));
    if (next) {
      draw(next).then(() => setTimeout(drawNext, 30));
    }
  }

  function open() {
    return charts.filter(chart => !chart.closest('details:not([open])'));
  }

  function button(id, act) {
    const element = document.getElementById(id);
    element.hidden = false;
    element.addEventListener('click', act);
  }

  button('theme', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    redraw();
  });
  button('print', async () => {
    const before = root.dataset.theme;
    root.dataset.theme = 'light';
    await redraw();
    await Promise.all(open().filter(chart => !drawn.has(chart)).map(draw));
    print();
    if (before) {
      root.dataset.theme = before;
    } else {
      delete root.dataset.theme;
    }

    redraw();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
  addEventListener('load', () => setTimeout(drawNext, 300));
})();
