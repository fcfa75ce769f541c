import { anyone, nobody, Principal } from './principal.js';

describe('a principal', () => {
  it.each([
    ['read', { read: true, operate: false, admin: false, any: false }],
    ['operate', { read: true, operate: true, admin: false, any: false }],
    ['admin', { read: true, operate: true, admin: true, any: true }],
    ['invoke', { read: false, operate: false, admin: false, any: true }],
  ] as const)('with the grant %s may do what it includes', (grant, may) => {
    const principal = new Principal('p', [grant]);

    expect({
      read: principal.may('read'),
      operate: principal.may('operate'),
      admin: principal.may('admin'),
      any: principal.mayInvoke('Any'),
    }).toEqual(may);
  });

  it('with grants of services may invoke these and no others', () => {
    const principal = new Principal('p', ['invoke:Orders', 'read']);

    expect(principal.mayInvoke('Orders')).toBe(true);
    expect(principal.mayInvoke('Orders2')).toBe(false);
    expect(principal.mayInvokeAll).toBe(false);
    expect(principal.may('read')).toBe(true);
  });

  it('is anyone, who may everything, or nobody, who may nothing', () => {
    expect([anyone.may('admin'), anyone.mayInvoke('Any')]).toEqual([true, true]);
    expect([nobody.may('read'), nobody.mayInvoke('Any')]).toEqual([false, false]);
  });
});
