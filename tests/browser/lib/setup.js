// One demo plant for the whole run: some scans played, a server, an admin's key, and one person signed in for each role.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { request } from '@playwright/test';
import { newFolder, remove, scanward, serve } from './server.js';
import { signIn } from './people.js';

export default async function setup() {
  const folder = await newFolder();
  const data = path.join(folder, 'data');
  await scanward('demo', '--data', data, '--scans', process.env.SCANWARD_RECORD_IMAGES ? '200' : '60');
  const server = await serve('demo', data, /Stop with/);
  const people = Object.fromEntries((await readFile(path.join(data, 'demo-people.txt'), 'utf8')).trim().split('\n').map((line) => line.split(' ')));
  const states = {};
  for (const [name, password] of Object.entries(people)) {
    const context = await request.newContext({ baseURL: server.url });
    await signIn(context, name, password);
    await context.get('/site?site=north-clinic&return=%2Faccount');
    states[name] = path.join(folder, `${name}.json`);
    await context.storageState({ path: states[name] });
    await context.dispose();
  }

  const admin = /swk_[\w-]+/.exec(await scanward('key', 'create', '--data', data, '--site', '*', '--role', 'admin', '--name', 'browser-tests'))[0];
  await mkdir(path.join(folder, 'made'));
  const plant = path.join(folder, 'plant.json');
  await writeFile(plant, JSON.stringify({ url: server.url, site: 'north-clinic', admin, people, states, folder, made: path.join(folder, 'made') }));
  process.env.SCANWARD_TEST_PLANT = plant;
  return async () => {
    await server.stop();
    await remove(folder);
  };
}
