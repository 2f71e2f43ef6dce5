/** Signs a person in over HTTP; the context keeps the cookie. */
export async function signIn(context, name, password) {
  const token = /name="__RequestVerificationToken" value="([^"]+)"/.exec(await (await context.get('/sign-in')).text())[1];
  const answer = await context.post('/sign-in', { form: { __RequestVerificationToken: token, name, password, return: '/account' }, maxRedirects: 0 });
  if (answer.status() !== 303 && answer.status() !== 302) throw new Error(`${name} could not sign in: ${answer.status()} ${await answer.text()}`);
}
