import { eventually } from '../harness/eventually.js';
import { findFreePort } from '../harness/free-port.js';
import { paths } from '../harness/paths.js';
import { Program } from '../harness/program.js';

/** The services of the crash test in a process of their own, which can be killed and started again on its port. */
export class ServiceProcess {
  private program: Program;

  private constructor(
    private readonly port: number,
    private readonly historyFile: string,
  ) {
    this.program = this.spawn();
  }

  static async start(historyFile: string): Promise<ServiceProcess> {
    const services = new ServiceProcess(await findFreePort(), historyFile);
    await services.ready();
    return services;
  }

  get uri(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async kill9(): Promise<void> {
    await this.program.kill9();
    this.program.forget();
  }

  async restart(): Promise<void> {
    this.program = this.spawn();
    await this.ready();
  }

  private spawn(): Program {
    return new Program({
      name: 'services',
      command: process.execPath,
      args: [paths.crashServices, String(this.port), this.historyFile],
      env: { ...process.env, RESTATE_LOGGING: 'ERROR' },
    });
  }

  private async ready(): Promise<void> {
    await eventually(() => this.program.output.includes('serving'), { what: 'the service process' });
  }
}
