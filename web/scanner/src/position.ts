const freshMs = 120_000;

/** Where this phone is, watched only as long as it is wanted. */
export class Position {
  private last: GeolocationPosition | null = null;
  private watch: number | null = null;

  want(wanted: boolean): void {
    if (wanted && this.watch === null && 'geolocation' in navigator) {
      this.watch = navigator.geolocation.watchPosition((position) => {
        this.last = position;
      }, () => {
        this.last = null;
      }, { enableHighAccuracy: true, maximumAge: 30_000, timeout: 20_000 });
    } else if (!wanted && this.watch !== null) {
      navigator.geolocation.clearWatch(this.watch);
      this.watch = null;
      this.last = null;
    }
  }

  /** Latitude and longitude, where they were told within the last two minutes. */
  here(now: number): [number, number] | null {
    if (!this.last || now - this.last.timestamp > freshMs) return null;
    const { latitude, longitude } = this.last.coords;
    return [Math.round(latitude * 1e6) / 1e6, Math.round(longitude * 1e6) / 1e6];
  }
}
