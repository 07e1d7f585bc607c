// What is wrong with a page as it is seen: a list of lines. tools/look.py runs it in the browser.
async () => {
  const all = (css) => [...document.querySelectorAll(css)]
  const name = (o) => `${o.tagName.toLowerCase()} "${(o.textContent || o.src || '').trim().replace(/\s+/g, ' ').slice(0, 50)}"`
  const style = (o) => getComputedStyle(o)

  all('img').forEach(o => o.loading = 'eager')
  await Promise.all(all('img').map(o => o.decode().catch(() => {})))
  const broken = all('img').filter(o => !o.naturalWidth)

  // wider than the window, and not in a box of its own that scrolls
  const boxed = (o) => o && (['auto', 'scroll', 'hidden'].includes(style(o).overflowX) || boxed(o.parentElement))
  const outside = (o) => o.getBoundingClientRect().right > innerWidth + 1 && !boxed(o.parentElement)
  const wide = all('main *, header *').filter(o => o.checkVisibility() && outside(o)).slice(0, 3)
  const page = document.documentElement.scrollWidth > innerWidth ? [document.documentElement] : []

  // contrast, as WCAG counts it; 3 is its limit for large text
  const rgba = (css) => { const n = css.match(/[\d.]+/g).map(Number); return n.length > 3 ? n : [...n, 1] }
  const over = (top, low) => low.map((v, i) => top[i]*top[3] + v*(1 - top[3]))
  const seen = new Map([[null, [255, 255, 255]]])
  const behind = (o) => {
    if (!seen.has(o)) seen.set(o, over(rgba(style(o).backgroundColor), behind(o.parentElement)))
    return seen.get(o)
  }
  const linear = (v) => v/255 <= .04045 ? v/255/12.92 : ((v/255 + .055)/1.055)**2.4
  const light = (c) => .2126*linear(c[0]) + .7152*linear(c[1]) + .0722*linear(c[2])
  const contrast = (o) => {
    const [a, b] = [over(rgba(style(o).color), behind(o)), behind(o)].map(light).sort((p, q) => p - q)
    return (b + .05)/(a + .05)
  }
  const texts = (o) => [...o.childNodes].some(n => n.nodeType == 3 && n.data.trim())
  const faint = all('body *').filter(o => texts(o) && o.checkVisibility() && contrast(o) < 3).slice(0, 3)

  const left = all('main p, main li, main td, main h1, main h2, main h3').filter(o => {
    const copy = o.cloneNode(true)
    copy.querySelectorAll('code, pre').forEach(c => c.remove())
    return /\]\(|\[\[|:::/.test(copy.textContent)
  })
  const found = {'broken picture':broken, 'wider than the window':[...page, ...wide], 'faint':faint, 'Markdown left':left}
  return Object.entries(found).flatMap(([what, os]) => os.map(o => `${what}: ${name(o)}`))
}
