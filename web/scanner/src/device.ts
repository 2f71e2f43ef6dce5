import type { DeviceReport } from './scan.ts';

/** What this phone is, as far as the browser tells; empty where it does not. */
export interface Hardware {
  model: string;
  platform: string;
  /** The system's version alone, so that it can be compared. */
  firmware: string;
}

interface AgentData {
  platform?: string;
  getHighEntropyValues?(hints: string[]): Promise<{ model?: string; platform?: string; platformVersion?: string }>;
}

interface Battery {
  level: number;
}

type Reporting = Navigator & { userAgentData?: AgentData; getBattery?(): Promise<Battery> };

export const appVersion = '1.0.0';

let known: Hardware | null = null;
let battery: Battery | null | undefined;

/** Model, platform and its version; asked of the browser once. */
export async function hardware(): Promise<Hardware> {
  if (known) return known;
  const agent = (navigator as Reporting).userAgentData;
  const told = await agent?.getHighEntropyValues?.(['model', 'platformVersion']);
  const platform = told?.platform ?? agent?.platform ?? platformOf(navigator.userAgent);
  const version = told?.platformVersion ?? /(?:Android|OS|Mac OS X) ([\d._]+)/.exec(navigator.userAgent)?.[1]?.replaceAll('_', '.') ?? '';
  known = { model: (told?.model ?? '').slice(0, 64), platform: platform.slice(0, 64), firmware: version.slice(0, 64) };
  return known;
}

function platformOf(agent: string): string {
  if (/iPhone|iPad|iPod/.test(agent)) return 'iOS';
  if (agent.includes('Android')) return 'Android';
  if (agent.includes('Windows')) return 'Windows';
  return agent.includes('Mac OS') ? 'macOS' : agent.includes('Linux') ? 'Linux' : 'unknown';
}

/** The charge in percent, where the browser tells. */
export async function batteryPercent(): Promise<number | undefined> {
  if (battery === undefined) battery = (await (navigator as Reporting).getBattery?.()) ?? null;
  return battery ? Math.round(battery.level * 100) : undefined;
}

/** What goes along with every scan. */
export async function deviceReport(deviceId: string | undefined): Promise<DeviceReport> {
  const report: DeviceReport = {};
  const percent = await batteryPercent();
  const { firmware } = await hardware();
  if (deviceId) report.id = deviceId;
  if (percent !== undefined) report.battery_percent = percent;
  if (firmware) report.firmware = firmware;
  return report;
}
