/**
 * The only script of the report's page. It puts two buttons under each figure, which save it as SVG or PNG. Without scripts,
 * and on paper, the page has no such buttons. The browser lays the figure out again in a frame of fixed width with the
 * page's light colours. The script then writes what it finds there as lines, shapes and texts at their places. So the file
 * shows the same as the figure, needs no other file, and can be edited. The script sends no request to any server.
 */
export const FIGURE_SCRIPT = String.raw`
'use strict';
(() => {
  const SVG = 'http://www.w3.org/2000/svg'
  const WIDTH = 760
  const FONT = 'Helvetica, Arial, "Liberation Sans", "Noto Sans", sans-serif'
  // Larger canvases are drawn empty by some browsers.
  const MOST_PIXELS = 16e6
  const source = document.querySelector('main').dataset.source
  const names = new Set()
  const waiting = []
  let resting = false

  for (const figure of document.querySelectorAll('[data-figure], .strips, .panels')) {
    const within = figure.parentElement.closest('[data-figure], .panels')
    if (within !== null || figure.querySelector('svg') === null) continue
    const title = figure.dataset.figure || called(figure)
    const name = unlike(named(title))
    const parts = withKey(figure)
    const buttons = document.createElement('div')
    buttons.className = 'save'
    for (const [kind, save] of [['SVG', saveSvg], ['PNG', savePng]]) {
      const button = document.createElement('button')
      button.type = 'button'
      button.textContent = kind
      button.setAttribute('aria-label', 'Save as ' + kind + ': ' + title)
      button.addEventListener('click', () => save(drawn(parts, title), name))
      buttons.append(button)
    }
    parts[parts.length - 1].after(buttons)
  }

  // A plot that nobody named is saved with the key that stands beside it.
  function withKey(figure) {
    if (figure.dataset.figure) return [figure]
    const isKey = (one) => one !== null && one.classList.contains('legend')
    if (isKey(figure.previousElementSibling)) return [figure.previousElementSibling, figure]
    return isKey(figure.nextElementSibling) ? [figure, figure.nextElementSibling] : [figure]
  }

  // A name that no file of a figure before it has.
  function unlike(name) {
    let other = name
    for (let nth = 2; names.has(other); nth += 1) other = name + '-' + nth
    names.add(other)
    return other
  }

  // A plot that nobody named is called by the heading over it, and by the first sentence that describes it or the part it is in.
  function called(figure) {
    let heading = document.title
    let part = ''
    for (const one of document.querySelectorAll('h2, h3, h4, summary')) {
      if (!(one.compareDocumentPosition(figure) & Node.DOCUMENT_POSITION_FOLLOWING)) continue
      if (one.localName !== 'summary') heading = one.textContent
      part = one.localName === 'summary' ? one.textContent : ''
    }
    const said = figure.getAttribute('aria-label') || part
    const end = said.search(/[.;]( |$)/)
    const first = end < 0 ? said : said.slice(0, end)
    if (first === '') return heading
    return first.toLowerCase().startsWith(heading.toLowerCase()) ? first : heading + ': ' + first
  }

  function named(title) {
    const words = title.toLowerCase().replace(/[^\p{L}\p{M}\p{N}]+/gu, '-').slice(0, 80)
    return words.replace(/^-+|-+$/g, '') || 'figure'
  }

  function saveSvg(svg, name) {
    download(new Blob([svg.text], { type: 'image/svg+xml' }), name + '.svg')
  }

  function savePng(svg, name) {
    const image = new Image()
    image.onload = () => {
      const scale = Math.min(3, Math.sqrt(MOST_PIXELS / (svg.width * svg.height)))
      const canvas = document.createElement('canvas')
      canvas.width = Math.round(svg.width * scale)
      canvas.height = Math.round(svg.height * scale)
      canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height)
      canvas.toBlob((blob) => download(blob, name + '.png'), 'image/png')
    }
    image.src = 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(svg.text)
  }

  function download(blob, name) {
    waiting.push({ blob, name })
    if (!resting) start()
  }

  // One download, and after a rest the next: Chromium drops, without a word, what a page starts beyond ten in a second.
  function start() {
    resting = waiting.length > 0
    if (!resting) return
    const { blob, name } = waiting.shift()
    const link = document.createElement('a')
    link.href = URL.createObjectURL(blob)
    link.download = name
    document.body.append(link)
    link.click()
    link.remove()
    setTimeout(() => URL.revokeObjectURL(link.href), 60000)
    setTimeout(start, 110)
  }

  // The figure as the text of an SVG, with its size.
  function drawn(parts, title) {
    const frame = document.createElement('iframe')
    frame.setAttribute('aria-hidden', 'true')
    frame.tabIndex = -1
    frame.style.cssText = 'position:fixed;left:-9999px;top:0;width:' + WIDTH + 'px;height:100px;border:0'
    document.body.append(frame)
    try {
      return written(sheetOf(frame.contentDocument, parts, title), title)
    } finally {
      frame.remove()
    }
  }

  // A copy of the figure between its title and where it comes from, in light colours whatever the reader prefers.
  function sheetOf(page, parts, title) {
    page.open()
    page.write('<!doctype html><html lang="en"><head></head><body></body></html>')
    page.close()
    for (const style of document.querySelectorAll('style')) page.head.append(page.importNode(style, true))
    const light = [...document.styleSheets[0].cssRules].find((rule) => rule.selectorText === ':root')
    for (const name of light.style) page.documentElement.style.setProperty(name, light.style.getPropertyValue(name))
    const own = page.createElement('style')
    own.textContent =
      'html { overflow: hidden } body { padding: 16px 20px 14px; width: ' + WIDTH + 'px } * { font-family: ' + FONT + ' !important }' +
      ' .sheet-title { font-size: 15px; font-weight: 600; line-height: 1.3; margin: 0 0 10px; max-width: none }' +
      ' .sheet-source { font-size: 10px; line-height: 1.4; margin: 10px 0 0; color: var(--soft); max-width: none }'
    page.head.append(own)
    const line = (kind, text) => {
      const paragraph = page.createElement('p')
      paragraph.className = kind
      paragraph.textContent = text
      return paragraph
    }
    const copies = parts.map((part) => page.importNode(part, true))
    page.body.append(line('sheet-title', title), ...copies, line('sheet-source', source))
    return page
  }

  function written(page, title) {
    const view = page.defaultView
    const file = document.implementation.createDocument(SVG, 'svg')
    const root = file.documentElement
    const height = Math.ceil(page.body.getBoundingClientRect().height)
    const set = (element, attributes) => {
      for (const name in attributes)
        element.setAttribute(name, typeof attributes[name] === 'number' ? near(attributes[name]) : attributes[name])
      return element
    }
    const put = (to, kind, attributes) => to.appendChild(set(file.createElementNS(SVG, kind), attributes))
    set(root, { width: WIDTH, height, viewBox: '0 0 ' + WIDTH + ' ' + height, role: 'img', 'font-family': FONT, 'text-rendering': 'geometricPrecision' })
    put(root, 'title', {}).textContent = clean(title)
    put(root, 'desc', {}).textContent = clean(source)
    put(root, 'rect', { width: WIDTH, height, fill: '#ffffff' })
    const pen = page.createElement('canvas').getContext('2d')

    function block(element) {
      const style = view.getComputedStyle(element)
      if (style.display === 'none' || style.visibility === 'hidden') return
      const box = element.getBoundingClientRect()
      const back = colour(style.backgroundColor)
      if (back.opacity > 0 && element !== page.body)
        put(root, 'rect', { x: box.left, y: box.top, width: box.width, height: box.height, ...filled(back) })
      edge(style, 'Top', box.left, box.right, box.top, box.top)
      edge(style, 'Bottom', box.left, box.right, box.bottom, box.bottom)
      edge(style, 'Left', box.left, box.left, box.top, box.bottom)
      edge(style, 'Right', box.right, box.right, box.top, box.bottom)
      for (const child of element.childNodes)
        if (child.nodeType === Node.TEXT_NODE) words(child, style)
        else if (child.namespaceURI === SVG) picture(child, root, box0(child))
        else if (child.nodeType === Node.ELEMENT_NODE) block(child)
    }

    function box0(element) {
      const { left, top, width, height } = element.getBoundingClientRect()
      return { x: left, y: top, width, height }
    }

    function edge(style, side, x1, x2, y1, y2) {
      const width = parseFloat(style['border' + side + 'Width'])
      if (width > 0 && style['border' + side + 'Style'] !== 'none')
        put(root, 'line', { x1, x2, y1, y2, stroke: colour(style['border' + side + 'Color']).hex, 'stroke-width': width })
    }

    // A text, a line at a time, where the browser has put it.
    function words(node, style) {
      const range = page.createRange()
      const lines = []
      for (let at = 0; at < node.data.length; at += 1) {
        range.setStart(node, at)
        range.setEnd(node, at + 1)
        const boxes = range.getClientRects()
        const box = boxes[boxes.length - 1]
        const line = lines[lines.length - 1]
        // The space at which a line was broken stands nowhere, or at the head of the next.
        if (/\s/.test(node.data[at])) {
          if (line !== undefined) line.text += ' '
        } else if (box === undefined) continue
        else if (line === undefined || Math.abs(box.top - line.top) > box.height / 2)
          lines.push({ left: box.left, right: box.right, top: box.top, height: box.height, text: node.data[at] })
        else {
          line.left = Math.min(line.left, box.left)
          line.right = Math.max(line.right, box.right)
          line.text += node.data[at]
        }
      }
      pen.font = style.fontStyle + ' ' + style.fontWeight + ' ' + style.fontSize + ' ' + style.fontFamily
      const { fontBoundingBoxAscent: up, fontBoundingBoxDescent: down } = pen.measureText('x')
      for (const { left, right, top, height, text } of lines) {
        const rtl = style.direction === 'rtl'
        put(root, 'text', {
          x: rtl ? right : left,
          y: top + (height - up - down) / 2 + up,
          ...(rtl ? { direction: 'rtl' } : {}),
          ...letters(style, style.color),
        }).textContent = clean(text.trim().replace(/ +/g, ' '))
      }
    }

    function letters(style, ink) {
      return {
        'font-size': parseFloat(style.fontSize),
        ...(parseInt(style.fontWeight, 10) >= 600 ? { 'font-weight': 'bold' } : {}),
        ...(style.fontStyle === 'italic' ? { 'font-style': 'italic' } : {}),
        ...filled(colour(ink)),
      }
    }

    // A picture of the page, its parts at whole numbers instead of per cent. The box is where it stands in the parent.
    function picture(element, parent, { x, y, width, height }) {
      const view = (element.getAttribute('viewBox') || '').split(' ').map(Number)
      let to = parent
      let area = { x, y, width, height }
      if (view.length === 4) {
        const scale = 'scale(' + near(width / view[2]) + ' ' + near(height / view[3]) + ')'
        const shift = 'translate(' + near(-view[0]) + ' ' + near(-view[1]) + ')'
        to = put(parent, 'g', { transform: 'translate(' + near(x) + ' ' + near(y) + ') ' + scale + ' ' + shift })
        area = { x: view[0], y: view[1], width: view[2], height: view[3] }
      }
      for (const child of element.children) shape(child, to, area)
    }

    function shape(element, parent, area) {
      const { x, y, width, height } = area
      const length = (name, whole, otherwise) => {
        const text = element.getAttribute(name)
        if (text === null) return otherwise
        return text.endsWith('%') ? (parseFloat(text) / 100) * whole : parseFloat(text)
      }
      const kind = element.localName
      if (kind === 'svg')
        return picture(element, parent, {
          x: x + length('x', width, 0),
          y: y + length('y', height, 0),
          width: length('width', width, width),
          height: length('height', height, height),
        })
      const turn = element.getAttribute('transform')
      if (turn !== null || kind === 'g') {
        const group = put(parent, 'g', { transform: ('translate(' + near(x) + ' ' + near(y) + ') ' + (turn || '')).trim() })
        const inside = { x: 0, y: 0, width, height }
        if (kind !== 'g') return plain(element, kind, group, inside, length)
        for (const child of element.children) shape(child, group, inside)
        return
      }
      plain(element, kind, parent, area, length)
    }

    function plain(element, kind, parent, { x, y, width, height }, length) {
      const style = page.defaultView.getComputedStyle(element)
      const across = (name) => x + length(name, width, 0)
      const down = (name) => y + length(name, height, 0)
      if (kind === 'text') {
        const anchor = element.getAttribute('text-anchor') || 'start'
        const place = { x: across('x'), y: down('y'), 'text-anchor': anchor }
        put(parent, 'text', { ...place, ...letters(style, style.fill) }).textContent = clean(element.textContent)
        return
      }
      const paint = {
        ...(kind === 'line' ? {} : filled(colour(style.fill))),
        ...(style.stroke === 'none' ? {} : { stroke: colour(style.stroke).hex, 'stroke-width': parseFloat(style.strokeWidth) }),
        ...(style.strokeDasharray === 'none' ? {} : { 'stroke-dasharray': style.strokeDasharray.replace(/px/g, '') }),
        ...(style.opacity === '1' ? {} : { opacity: style.opacity }),
        ...(element.hasAttribute('vector-effect') ? { 'vector-effect': element.getAttribute('vector-effect') } : {}),
      }
      if (kind === 'line')
        put(parent, kind, { x1: across('x1'), x2: across('x2'), y1: down('y1'), y2: down('y2'), ...paint })
      else if (kind === 'rect')
        put(parent, kind, {
          x: across('x'),
          y: down('y'),
          width: length('width', width, 0),
          height: length('height', height, 0),
          ...paint,
        })
      else if (kind === 'circle')
        put(parent, kind, { cx: across('cx'), cy: down('cy'), r: length('r', width, 0), ...paint })
      else if (kind === 'path') {
        const moved = x === 0 && y === 0 ? {} : { transform: 'translate(' + near(x) + ' ' + near(y) + ')' }
        put(parent, kind, { d: element.getAttribute('d'), ...moved, ...paint })
      } else throw new Error('A figure has a shape that cannot be saved: ' + kind)
    }

    block(page.body)
    return { text: new XMLSerializer().serializeToString(file), width: WIDTH, height }
  }

  function near(number) {
    return String(Math.round(number * 1000) / 1000)
  }

  // What XML cannot hold, not even escaped.
  function clean(text) {
    return text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '')
  }

  function colour(text) {
    const numbers = (text.match(/[\d.]+/g) || []).map(Number)
    if (!text.startsWith('rgb') || numbers.length < 3) return { hex: 'none', opacity: 0 }
    const hex = '#' + numbers.slice(0, 3).map((one) => Math.round(one).toString(16).padStart(2, '0')).join('')
    return { hex, opacity: numbers.length > 3 ? numbers[3] : 1 }
  }

  function filled({ hex, opacity }) {
    return opacity > 0 && opacity < 1 ? { fill: hex, 'fill-opacity': opacity } : { fill: opacity > 0 ? hex : 'none' }
  }
})()
`

/** SHA-256 of the script in base64, as the page's security policy names it. A test computes it again from the script. */
export const FIGURE_SCRIPT_HASH = 'waJRHdH9XpOowM0UKMRmSwk3OvOnDom4D+VGQ03Yy0I='
