// An error of several lines that nobody catches.
console.error('INFO before');
Promise.reject(new Error('first\nsecond\n\nthird', { cause: new TypeError('below') }));
