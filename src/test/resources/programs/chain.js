// Prints normal lines and errors to stderr.
class ShopError extends Error {
  constructor(message, options) {
    super(message, options);
    this.name = 'ShopError';
    this.detail = { a: 1, list: ['x\ny', { b: [1, 2] }] };
  }
}
console.error('INFO before');
try {
  JSON.parse('{bad');
} catch (e) {
  console.error(new ShopError('could not parse', { cause: e }));
}
console.error('INFO between');
Promise.any([Promise.reject(new Error('one')), Promise.reject(new ShopError('two', { cause: new Error('below') }))]);
