import * as http from 'node:http';
import type { AddressInfo } from 'node:net';

/** An event as functions get it. */
export interface SeenEvent {
  readonly path: string;
  readonly httpMethod: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

export type LambdaFunction = (event: SeenEvent) => Promise<unknown>;

/** What AWS refuses a call with. */
export class AwsRefusal extends Error {
  constructor(
    readonly status: number,
    readonly type: string,
    message: string,
  ) {
    super(message);
  }
}

/**
 * The Invoke API of AWS Lambda and the AssumeRole action of STS, for functions in this process. Says nothing about
 * signatures but which key they were made with.
 */
export class LambdaStandIn {
  readonly events: SeenEvent[] = [];
  /** ARNs that were called, with the access key of the caller. */
  readonly calls: string[] = [];
  rolesAssumed = 0;
  private onDisconnect: () => void = () => undefined;
  private readonly functions = new Map<string, LambdaFunction>();
  private readonly server = http.createServer((request, response) => {
    void this.answer(request, response);
  });

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  deploy(arn: string, run: LambdaFunction): void {
    this.functions.set(arn, run);
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  /** Resolves when a caller hangs up next. */
  untilDisconnected(): Promise<void> {
    return new Promise((resolve) => (this.onDisconnect = resolve));
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    response.on('close', () => {
      if (!response.writableFinished) this.onDisconnect();
    });
    const body = Buffer.concat(await request.toArray()).toString();
    const path = decodeURIComponent(request.url ?? '');
    const accessKey = /Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (path === '/') {
      this.assumeRole(body, response);
      return;
    }
    const arn = /^\/2015-03-31\/functions\/(.*)\/invocations$/.exec(path)?.[1] ?? '';
    this.calls.push(`${arn} by ${accessKey}`);
    try {
      const run = this.functions.get(arn);
      if (run === undefined)
        throw new AwsRefusal(404, 'ResourceNotFoundException', `Function not found: ${arn}`);
      const event = JSON.parse(body) as SeenEvent;
      this.events.push(event);
      response.end(JSON.stringify(await run(event)));
    } catch (error) {
      refuse(response, error);
    }
  }

  private assumeRole(body: string, response: http.ServerResponse): void {
    const form = new URLSearchParams(body);
    this.rolesAssumed++;
    response.writeHead(200, { 'content-type': 'text/xml' }).end(
      `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
        <AssumedRoleUser><AssumedRoleId>R:s</AssumedRoleId><Arn>${form.get('RoleArn') ?? ''}</Arn></AssumedRoleUser>
        <Credentials><AccessKeyId>ROLEKEY</AccessKeyId><SecretAccessKey>s</SecretAccessKey>
        <SessionToken>t</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration></Credentials>
      </AssumeRoleResult></AssumeRoleResponse>`,
    );
  }
}

function refuse(response: http.ServerResponse, error: unknown): void {
  if (error instanceof AwsRefusal) {
    response.writeHead(error.status, { 'x-amzn-errortype': error.type, 'content-type': 'application/json' });
    response.end(JSON.stringify({ Message: error.message }));
    return;
  }
  const { name, message } = error as Error;
  response.writeHead(200, { 'x-amz-function-error': 'Unhandled' });
  response.end(JSON.stringify({ errorType: name, errorMessage: message }));
}
