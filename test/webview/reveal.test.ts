/** Reveal in Code from the Context view: the button of the lit section and the key on its row. */
import assert from 'node:assert/strict';
import type { ContextViewEvents, ContextViewMethods } from '../../src/protocol/contextApi';
import { assertAccessible } from './axe';
import { supportSnapshot } from './contextFixtures';
import { contextHost } from './contextHost';
import { Screens, type Screen } from './screen';

describe('Reveal in Code in the Context view', () => {
  let screens: Screens;
  let view: Screen<ContextViewEvents>;
  let asked: ContextViewMethods['contextAction']['params'][];
  let revealed: string[];
  /** Resolves when the host was asked. */
  let wasAsked: Promise<void>;
  before(async () => {
    screens = await Screens.start();
  });
  after(() => screens.stop());
  beforeEach(async () => {
    asked = [];
    revealed = [];
    let answer: () => void;
    wasAsked = new Promise((resolve) => (answer = resolve));
    const shown = supportSnapshot();
    view = await screens.open<ContextViewMethods, ContextViewEvents>(
      'context',
      contextHost(() => shown, {
        contextAction: (params) => {
          asked.push(params);
          answer();
          return null;
        },
        revealSection: ({ sectionId }) => {
          revealed.push(sectionId);
          return null;
        },
      }),
    );
    view.emit('snapshot', shown);
    await view.page.locator('.payload-block').first().waitFor();
  });
  afterEach(() => view.close());

  const row = (name: string) => view.page.locator('.sections tbody tr', { hasText: name }).first();
  const button = () => view.page.getByRole('button', { name: 'Reveal in Code' });
  const asks = (sectionId: string) => [{ action: 'revealInCode', sectionId }];

  it('offers nothing before a section is lit', async () => {
    assert.equal(await button().count(), 0);
  });

  it('by the button of the lit section', async () => {
    await row('instructions').click();
    await button().press('Enter');
    await wasAsked;
    assert.deepEqual(asked, asks('instructions'));
  });

  it('by Alt+Enter on a row, which lights nothing else and goes nowhere in the document', async () => {
    await row('instructions').focus();
    assert.equal(await row('documents').getAttribute('aria-keyshortcuts'), 'Alt+Enter');
    await view.page.keyboard.press('ArrowDown');
    await view.page.keyboard.press('ArrowDown');
    await view.page.keyboard.press('Alt+Enter');
    await wasAsked;
    assert.deepEqual([asked, revealed], [asks('documents'), []]);
  });

  it('is accessible with the button in sight', async () => {
    await row('documents').click();
    await button().waitFor();
    await assertAccessible(view.page);
  });
});
