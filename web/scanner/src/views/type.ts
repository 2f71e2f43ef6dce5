import type { App } from '../app.ts';
import { fill, h, icon } from '../dom.ts';
import { findAsset } from '../assets.ts';
import type { View } from '../shell.ts';
import { judgeTyped } from '../tag.ts';
import { t } from '../words.ts';

/** A tag typed by hand; an own id is checked while it is typed. */
export function typeView(app: App, take: (text: string) => void): View {
  const hint = h('p', { id: 'type-hint', class: 'soft verdict', role: 'status' });
  const input = h('input', {
    id: 'typed-tag', class: 'big-input', type: 'text', autocomplete: 'off', autocapitalize: 'characters', spellcheck: false, maxLength: 2048, enterKeyHint: 'done', 'aria-describedby': 'type-hint',
    on: { input: () => void judge() },
  });
  let turn = 0;
  const judge = async (): Promise<void> => {
    const mine = ++turn;
    const verdict = judgeTyped(input.value);
    const asset = input.value.trim().length >= 3 ? await findAsset(app.store, verdict.kind === 'right' ? verdict.canonical : input.value.trim(), undefined, app.host) : undefined;
    if (mine !== turn) return;
    submit.disabled = verdict.kind === 'empty';
    hint.className = `verdict verdict-${asset ? 'right' : verdict.kind}`;
    const text = asset ? t('type.found', { name: asset.name })
      : verdict.kind === 'right' ? t('type.right', { id: verdict.canonical })
        : verdict.kind === 'wrong' ? t('type.wrong')
          : verdict.kind === 'unfinished' ? t('type.unfinished', { count: verdict.missing })
            : verdict.kind === 'other' ? t('type.other') : t('type.empty');
    fill(hint, icon(asset || verdict.kind === 'right' ? 'check' : verdict.kind === 'wrong' ? 'alert' : 'keyboard'), h('span', {}, text));
  };
  const submit = h('button', { type: 'submit', class: 'primary', form: 'type-form', id: 'typed-submit', disabled: true }, icon('check'), h('span', {}, t('type.take')));
  const form = h('form', {
    id: 'type-form', class: 'stack', on: {
      submit: (event) => {
        event.preventDefault();
        const verdict = judgeTyped(input.value);
        if (verdict.kind !== 'empty') take(verdict.kind === 'right' ? verdict.canonical : input.value.trim());
      },
    },
  }, h('label', { for: 'typed-tag' }, t('type.label')), input, hint);
  void judge();
  setTimeout(() => input.focus(), 0);
  return { title: t('type.title'), body: form, foot: submit };
}
