/** What the model answered, why it stopped, and what was reported of it. */
import type { Call, Message as CallMessage } from '../../core/trace/model';
import { describeMoney, formatMoney, formatMs, formatNumber } from '../shared/format';
import { Message } from '../shared/Message';
import { Parts } from '../shared/Parts';
import { Pill } from '../shared/Pill';
import { texts } from './texts';
import { SafeText } from '../shared/SafeText';

export const OutputTab = ({ call }: { call: Call }) => (
  <div class="tab-body">
    {call.error && <Message tone="failure" text={texts.error(call.error.type, call.error.message)} />}
    {call.output.map((message, index) => (
      <Choice key={index} message={message} index={index} call={call} />
    ))}
    {call.output.length === 0 && !call.error && <Message tone="empty" text={texts.noOutput} />}
    <Facts call={call} />
  </div>
);

function Choice({ message, index, call }: { message: CallMessage; index: number; call: Call }) {
  const finish = call.finishReasons[index];
  return (
    <section class="choice">
      <h2>
        {message.role}
        {call.output.length > 1 && ` · ${texts.choice(index + 1, call.output.length)}`}
        {finish !== undefined && (
          <Pill title={texts.finish}>
            {texts.finish.toLowerCase()}: {finish}
          </Pill>
        )}
      </h2>
      <Parts parts={message.parts} />
    </section>
  );
}

interface Fact {
  name: string;
  value: string;
  title?: string;
}

function factsOf(call: Call): Fact[] {
  const { facts, ms } = texts;
  const { usage } = call;
  const found: Fact[] = [];
  const add = (name: string, value: string | undefined, title?: string): void => {
    if (value !== undefined) found.push(title === undefined ? { name, value } : { name, value, title });
  };
  const number = (value: number | undefined): string | undefined =>
    value === undefined ? undefined : formatNumber(value);
  add(facts.input, number(usage.input));
  add(facts.cached, number(usage.cached));
  add(facts.cacheWrite, number(usage.cacheWrite));
  add(facts.output, number(usage.output));
  add(facts.reasoning, number(usage.reasoning));
  if (call.cost) add(facts.cost, formatMoney(call.cost), describeMoney(call.cost));
  add(facts.firstToken, call.timeToFirstTokenMs === undefined ? undefined : ms(formatMs(call.timeToFirstTokenMs)));
  add(facts.duration, call.durationMs === undefined ? undefined : ms(formatMs(call.durationMs)));
  add(facts.model, call.servedModel ?? call.requestedModel);
  add(facts.notes, usage.note);
  return found;
}

function Facts({ call }: { call: Call }) {
  const facts = factsOf(call);
  if (facts.length === 0) return null;
  return (
    <section class="facts">
      <h2>{texts.reportedUsage}</h2>
      <dl>
        {facts.map(({ name, value, title }) => (
          <div key={name} title={title}>
            <dt class="dim">{name}</dt>
            <dd class="number">
              <SafeText text={value} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
