import uPlot from 'uplot'

/** Draws the tables that are marked as charts: each picture has its figures beside it as a table, for those who read and those who listen. */
export function charts(): void {
  draw()
  document.addEventListener('scanward:updated', draw)
}

const drawn = new WeakMap<Element, { plot: uPlot, text: string }>()

function draw(): void {
  for (const figure of document.querySelectorAll<HTMLElement>('[data-chart]')) {
    const table = figure.querySelector('table')
    const place = figure.querySelector<HTMLElement>('.chart')
    if (!table || !place) continue
    const text = table.textContent ?? ''
    const known = drawn.get(place)
    if (known?.text === text) continue
    known?.plot.destroy()
    const rows = [...table.tBodies[0]!.rows].map(row => [...row.cells].map(cell => Number(cell.dataset['value'] ?? cell.textContent)))
    const series = rows[0]?.slice(1).map((_, i) => rows.map(row => row[i + 1]!)) ?? []
    const style = getComputedStyle(figure)
    const stroke = style.getPropertyValue('--chart-line').trim() || '#0b4f85'
    const axis = { stroke: style.color, grid: { show: false }, ticks: { show: false }, font: '12px system-ui' }
    const clock = { ...axis, values: (_u: uPlot, at: number[]) => at.map(t => new Date(t * 1000).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', ...(figure.dataset['zone'] ? { timeZone: figure.dataset['zone'] } : {}) })), size: 28 }
    const plot = new uPlot({
      width: place.clientWidth || 300,
      height: Number(figure.dataset['height'] ?? 96),
      legend: { show: false },
      cursor: { y: false },
      scales: { x: { time: true }, y: { range: (_u, _min, max) => [0, Math.max(1, max * 1.1)] } },
      axes: [clock, { ...axis, size: 40 }],
      series: [{}, ...series.map(() => ({ stroke, width: 2, fill: `${stroke}22`, points: { show: false } }))],
    }, [rows.map(row => row[0]!), ...series] as uPlot.AlignedData, place)
    new ResizeObserver(() => plot.setSize({ width: place.clientWidth, height: plot.height })).observe(place)
    drawn.set(place, { plot, text })
  }
}
