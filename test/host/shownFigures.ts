/** Reads the figures of sameFigures.ts from the screens. Knows nothing of what they should be. */
import type { FrameLocator, Locator } from 'playwright-core';
import type { Figures } from './sameFigures';

const tidy = (text: string): string => text.replace(/\s+/g, ' ').trim();
/** A narrow list hides columns; their text is there all the same. */
const textOf = async (locator: Locator): Promise<string> => tidy((await locator.textContent()) ?? '');
/** Pills of which any may be absent. */
const pillWith = async (view: FrameLocator, text: RegExp): Promise<string> => {
  const pill = view.locator('header .pill', { hasText: text });
  return (await pill.count()) === 0 ? '' : textOf(pill.first());
};

/** Basis marks stand against their number; a blank parts them. */
const numberCell = async (row: Locator): Promise<string> => {
  const basis = row.locator('td.number .basis');
  const mark = (await basis.count()) === 0 ? '' : await textOf(basis);
  const all = await textOf(row.locator('td.number').last());
  return mark === '' ? all : `${all.slice(0, all.length - mark.length).trim()} ${mark}`;
};

export async function shownContext(view: FrameLocator): Promise<Figures> {
  const figures: Figures = {};
  for (const row of await view.locator('table.sections tbody tr:not(.sum-row)').all()) {
    const id = await textOf(row.locator('.section-name'));
    figures[`${id}.tokens`] = await numberCell(row);
    figures[`${id}.action`] = await textOf(row.locator('td').last());
  }
  const sums = { framing: 'framing', total: 'total', residual: 'residual', reported: 'reported' };
  for (const [name, row] of Object.entries(sums)) {
    const sum = view.locator(`table.sections tr.row-${row}`);
    if ((await sum.count()) > 0) figures[name] = await numberCell(sum);
  }
  figures['overflow'] = await pillWith(view, /^over by/);
  return figures;
}

/** Rows come as one scrolls: from the top to the end, a screen at a time. */
export async function shownTrace(view: FrameLocator): Promise<Figures> {
  const figures: Figures = {};
  const grid = view.locator('[role=grid]').first();
  const total = Number(await grid.getAttribute('aria-rowcount')) - 1;
  for (let next = 0; next < total;) {
    await grid.evaluate((box, index) => (box.scrollTop = index * 26), next);
    await view.locator(`[role=row][aria-rowindex="${next + 2}"] .col-model`).waitFor({ state: 'attached' });
    const rows = await view.locator('.grid-body [role=row]:has(.col-model)').all();
    for (const row of rows) {
      const index = Number(await row.getAttribute('aria-rowindex')) - 2;
      figures[`${index}`] ??= await shownCall(row);
    }
    while (figures[`${next}`] !== undefined) next++;
  }
  figures['formats and calls'] = (await textOf(view.locator('.subtitle').first())).replace(/ · [^·]*B$/, '');
  figures['errors'] = await pillWith(view, /unreadable$/);
  figures['ignored'] = await pillWith(view, /ignored$/);
  return figures;
}

async function shownCall(row: Locator): Promise<string> {
  const cell = (name: string): Promise<string> => textOf(row.locator(`.col-${name}`));
  const failure = row.locator('.col-status .pill.tone-bad');
  const status = (await failure.count()) === 0 ? 'ok' : ((await failure.getAttribute('title')) ?? '');
  return [await cell('model'), await cell('input'), await cell('output'), await cell('ms'), status].join(' | ');
}

/** The rows of the pair that differ, changed words in [brackets]. */
export async function shownPair(view: FrameLocator): Promise<Figures> {
  const rows = await view.locator('.diff-row:not(.diff-equal)').evaluateAll((elements) =>
    elements.map((element) => {
      const side = (name: string): string => {
        const words = element.querySelector(`.side-${name} .diff-text`);
        if (!words) return '(none)';
        return [...words.childNodes]
          .filter((node) => !(node instanceof Element && node.classList.contains('visually-hidden')))
          .map((node) => (/^(DEL|INS)$/.test(node.nodeName) ? `[${node.textContent}]` : node.textContent))
          .join('');
      };
      return `${side('left')} ↔ ${side('right')}`;
    }),
  );
  const footer = await textOf(view.locator('.pair-footer [role=status]'));
  const figures: Figures = { verdict: footer.startsWith('no change') ? 'equal' : 'changed' };
  rows.forEach((row, index) => (figures[`row ${index}`] = row));
  return figures;
}
