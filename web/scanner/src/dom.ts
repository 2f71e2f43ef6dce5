type Child = Node | string | null | undefined | false;

interface Props {
  class?: string;
  on?: { [K in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[K]) => void };
  [attribute: string]: unknown;
}

/** Properties that cannot be set. */
const attributesOnly = new Set(['form', 'list', 'role']);

/**
 * Makes an element. Text is always text, never markup: whatever a barcode holds shows as it is. Properties that the element has are set, others become
 * attributes.
 */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, props: Props = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false || name === 'on') continue;
    if (name === 'class') element.className = String(value);
    else if (name in element && !name.startsWith('aria') && !attributesOnly.has(name)) (element as unknown as Record<string, unknown>)[name] = value;
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  for (const [type, listener] of Object.entries(props.on ?? {})) element.addEventListener(type, listener as EventListener);
  element.append(...present(children));
  return element;
}

export function present(children: readonly Child[]): (Node | string)[] {
  return children.filter((child): child is Node | string => child !== null && child !== undefined && child !== false && child !== '');
}

/** Replaces what an element holds, and keeps the focus where it was, by id. */
export function fill(element: Element, ...children: Child[]): void {
  const focused = document.activeElement;
  const id = focused instanceof HTMLElement && element.contains(focused) ? focused.id : '';
  element.replaceChildren(...present(children));
  if (id !== '') document.getElementById(id)?.focus({ preventScroll: true });
}

const drawings = {
  scan: 'M4 8V5a1 1 0 0 1 1-1h3M16 4h3a1 1 0 0 1 1 1v3M20 16v3a1 1 0 0 1-1 1h-3M8 20H5a1 1 0 0 1-1-1v-3M8 8v8M12 8v8M16 8v8',
  back: 'M15 5l-7 7 7 7',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  phone: 'M8 3h8a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM11 18h2',
  cloud: 'M7 18a4 4 0 0 1-.5-7.97A6 6 0 0 1 18 11a3.5 3.5 0 0 1 0 7zM12 16v-5M9.5 13l2.5-2.5 2.5 2.5',
  alert: 'M12 4l9 16H3zM12 10v4M12 17v.5',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.5 2',
  wrench: 'M14.5 6.5a4 4 0 0 1 5-1l-2.7 2.7 1 1L20.5 6.500a4 4 0 0 1-5.500 5.200L8 18.700a2 2 0 0 1-2.800-2.800l7-7a4 4 0 0 1 2.300-2.400z',
  calendar: 'M5 6h14a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1zM4 10h16M8 3v4M16 3v4',
  eye: 'M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z',
  keyboard: 'M3 7h18v10H3zM7 10.500h.5M11.500 10.500h.5M16 10.500h.5M8 14h8',
  torch: 'M8 3h8l-1 6v11a1 1 0 0 1-1 1h-4a1 1 0 0 1-1-1V9zM8 6h8M12 12v2',
  nfc: 'M6 5.500a10 10 0 0 1 0 13M10 4a13 13 0 0 1 0 16M14 5.500a11 11 0 0 1 0 13M18 7a8 8 0 0 1 0 10',
  camera: 'M4 8h3l2-3h6l2 3h3a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1zM12 16.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7z',
  settings: 'M4 7h9M17 7h3M4 12h3M11 12h9M4 17h11M19 17h1M15 9a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM9 14a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM17 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4z',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.500 20.500a7.500 7.500 0 0 1 15 0',
  play: 'M8 5.500v13l10-6.500z',
  pause: 'M8 5v14M16 5v14',
  list: 'M9 6h11M9 12h11M9 18h11M4.500 6h.5M4.500 12h.5M4.500 18h.5',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  retry: 'M20 11a8 8 0 1 0-2 6M20 5v6h-6',
  download: 'M12 4v11M7.500 11l4.500 4.500 4.500-4.500M4 20h16',
  edit: 'M4 20l1-4L16 5l3 3L8 19zM13.500 7.500l3 3',
  key: 'M8 16a4 4 0 1 1 3.500-6H21v3h-2v3h-3v-3h-4.500A4 4 0 0 1 8 16zM8 12.500v-.5',
  pin: 'M12 21s7-6.200 7-11.500a7 7 0 0 0-14 0C5 14.800 12 21 12 21zM12 12a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z',
  box: 'M4 8l8-4 8 4v8l-8 4-8-4zM4 8l8 4 8-4M12 12v8',
  note: 'M5 4h14v12l-4 4H5zM9 9h6M9 13h4',
  gauge: 'M4 17a8.500 8.500 0 1 1 16 0M12 14l4-4.500M12 15a1 1 0 1 0 0-2 1 1 0 0 0 0 2z',
  twice: 'M8 8h11v11H8zM5 16V5h11',
  out: 'M10 4H5v16h5M15 8l4 4-4 4M19 12H9',
  swap: 'M4 9h14l-3.500-3.500M20 15H6l3.500 3.500',
} as const;

export type IconName = keyof typeof drawings;

export function icon(name: IconName, size = 28): SVGSVGElement {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  const path = document.createElementNS(space, 'path');
  for (const [attribute, value] of Object.entries({
    viewBox: '0 0 24 24', width: size, height: size, fill: 'none', stroke: 'currentColor', 'stroke-width': 2, 'stroke-linecap': 'round', 'stroke-linejoin': 'round', 'aria-hidden': 'true', focusable: 'false',
  })) svg.setAttribute(attribute, String(value));
  path.setAttribute('d', drawings[name]);
  svg.append(path);
  return svg;
}

export type ChipKind = 'queued' | 'new' | 'active' | 'waiting' | 'done' | 'failed';

/** A state: icon, word and colour, never colour alone. */
export function chip(kind: ChipKind, name: IconName, text: string): HTMLSpanElement {
  return h('span', { class: `chip chip-${kind}` }, icon(name, 22), h('span', {}, text));
}

interface ButtonProps {
  icon?: IconName;
  id?: string;
  class?: string;
  label?: string;
  disabled?: boolean;
  pressed?: boolean;
  onClick: () => void;
}

/** A button; with `label` its visible text is an icon alone. */
export function button(text: string, { icon: name, label, onClick, pressed, ...props }: ButtonProps): HTMLButtonElement {
  return h('button', {
    type: 'button', ...props, 'aria-label': label, 'aria-pressed': pressed === undefined ? undefined : String(pressed), on: { click: onClick },
  }, name && icon(name), text !== '' && h('span', {}, text));
}
