/** Keeps a component's last picture while its props are the same by shallow comparison. */
import { Component, h, type ComponentType, type FunctionComponent } from 'preact';

function isSame(left: object, right: object): boolean {
  const [a, b] = [left as Record<string, unknown>, right as Record<string, unknown>];
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.is(a[key], b[key]));
}

export function memo<P extends object>(Inner: FunctionComponent<P>): ComponentType<P> {
  return class Memo extends Component<P> {
    override shouldComponentUpdate(next: P): boolean {
      return !isSame(this.props, next);
    }
    override render(props: P) {
      return h(Inner, props);
    }
  };
}
