// Labels as Scanward prints them, and a camera that looks at them.
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Prints through the page /labels, as a person does: the file's path. */
export async function print(page, folder, name, fill) {
  await page.goto('/labels');
  for (const [field, value] of Object.entries(fill)) {
    const input = page.locator(`[name="${field}"]`).first();
    if (await input.evaluate((e) => e.tagName) === 'SELECT') await input.selectOption(value);
    else await input.fill(value);
  }
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Make the file' }).click();
  const file = path.join(folder, `${name}.pdf`);
  await (await download).saveAs(file);
  return file;
}

/** Prints through the API, as another program does: the file's path. */
export async function printed(api, folder, name, order) {
  const file = path.join(folder, `${name}.pdf`);
  await writeFile(file, await api.bytes('POST', '/api/v1/labels', { format: 'pdf', ...order }));
  return file;
}

/** The first page as paper shows it, at 300 dpi. */
export async function rendered(pdf) {
  const to = pdf.replace(/\.pdf$/, '');
  await run('pdftoppm', ['-png', '-r', '300', '-f', '1', '-l', '1', '-singlefile', pdf, to]);
  return `${to}.png`;
}

/** What a phone's camera sees that looks at the picture: 720p, on a desk, a little askew. `crop` is a filter of ffmpeg. */
export async function filmed(png, crop) {
  const to = png.replace(/\.png$/, '.mjpeg');
  const filters = [crop, 'scale=960:540:force_original_aspect_ratio=decrease:flags=area', 'rotate=0.05:fillcolor=0xb8b0a0:ow=rotw(0.05):oh=roth(0.05)', 'pad=1280:720:(ow-iw)/2:(oh-ih)/2:0xb8b0a0', 'format=yuvj420p'].filter(Boolean).join(',');
  await run('ffmpeg', ['-v', 'error', '-y', '-loop', '1', '-i', png, '-vf', filters, '-r', '10', '-t', '1', '-c:v', 'mjpeg', '-q:v', '4', '-f', 'mjpeg', to]);
  return to;
}

/** A camera that looks at an element of a page, as one does that is held before a screen. */
export async function filmedFrom(locator, folder, name) {
  const png = path.join(folder, `${name}.png`);
  await writeFile(png, await locator.screenshot({ scale: 'device' }));
  return filmed(png);
}
