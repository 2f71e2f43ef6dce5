import { vi } from 'vitest';

/** As much of an element as views use. */
export class FakeElement {
  readonly children: (FakeElement | string)[] = [];
  readonly attributes: Record<string, string> = {};
  readonly dataset: Record<string, string> = {};
  readonly classList = { add: (): void => {}, remove: (): void => {}, toggle: (): void => {} };
  id = '';
  className = '';
  value = '';
  lang = '';
  hidden = false;
  disabled = false;
  private readonly listeners: [string, (event: unknown) => unknown][] = [];

  constructor(readonly tagName: string) {}

  get textContent(): string {
    return this.children.map((child) => (typeof child === 'string' ? child : child.textContent)).join('');
  }

  set textContent(text: string) {
    this.replaceChildren(text);
  }

  append(...children: (FakeElement | string)[]): void {
    this.children.push(...children);
  }

  replaceChildren(...children: (FakeElement | string)[]): void {
    this.children.splice(0, this.children.length, ...children);
  }

  setAttribute(name: string, value: string): void {
    this.attributes[name] = value;
  }

  addEventListener(type: string, listener: (event: unknown) => unknown): void {
    this.listeners.push([type, listener]);
  }

  contains(): boolean {
    return false;
  }

  focus(): void {}

  fire(type: string): void {
    for (const [each, listener] of this.listeners) if (each === type) listener({ preventDefault: () => {}, target: this });
  }

  find(id: string): FakeElement | undefined {
    if (this.id === id) return this;
    for (const child of this.children) {
      const found = typeof child === 'string' ? undefined : child.find(id);
      if (found) return found;
    }
    return undefined;
  }
}

export interface FakePage {
  /** Every cookie that was set, as it was set. */
  cookies: string[];
}

/** Stands in for the browser's page, as far as the app and its views touch it. */
export function fakePage(address = 'https://scan.example/scan/'): FakePage {
  const page: FakePage = { cookies: [] };
  const make = (tagName: string): FakeElement => new FakeElement(tagName);
  vi.stubGlobal('HTMLElement', FakeElement);
  vi.stubGlobal('location', new URL(address));
  vi.stubGlobal('navigator', { userAgent: 'test', languages: ['en'], onLine: true });
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => {} }));
  vi.stubGlobal('BroadcastChannel', undefined);
  vi.stubGlobal('document', {
    documentElement: make('html'), body: make('body'), activeElement: null, createElement: make, createElementNS: (_space: string, tagName: string) => make(tagName), getElementById: () => null,
    set cookie(value: string) {
      page.cookies.push(value);
    },
  });
  return page;
}
