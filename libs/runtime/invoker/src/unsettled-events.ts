/**
 * Events of one attempt whose commits are under way. Above the bounds the attempt's stream is no longer read, which the
 * endpoint feels; it is read again at half of them.
 */
export class UnsettledEvents {
  private events = 0;
  private bytes = 0;
  private isFull = false;

  constructor(
    private readonly eventsMax: number,
    private readonly bytesMax: number,
    private readonly onFull: () => void,
    private readonly onRoom: () => void,
  ) {}

  add(bytes: number): void {
    this.events++;
    this.bytes += bytes;
    if (this.isFull || (this.events < this.eventsMax && this.bytes < this.bytesMax)) return;
    this.isFull = true;
    this.onFull();
  }

  settle(bytes: number): void {
    this.events--;
    this.bytes -= bytes;
    if (!this.isFull || this.events * 2 > this.eventsMax || this.bytes * 2 > this.bytesMax) return;
    this.isFull = false;
    this.onRoom();
  }
}
