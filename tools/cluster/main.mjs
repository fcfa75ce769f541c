/** `npm run cluster`: a cluster to try, until Ctrl-C. */
import { startCluster } from './local-cluster.mjs';

const cluster = await startCluster({
  ports: { ingress: [8080, 8081], admin: [9070] },
  say: (line) => console.log(`perdure: ${line}`),
});
const urls = (role) =>
  cluster
    .of(role)
    .map(({ url }) => url)
    .join(' and ');
console.log(`
A cluster is running:
  ingress   ${urls('ingress')}
  admin     ${urls('admin')}
  workers   ${cluster.of('worker').length}, metrics at ${cluster
    .of('worker')
    .map(({ nodeUrl }) => `${nodeUrl}/metrics`)
    .join(' and ')}
  logs      ${cluster.folder}

Register a service:  curl ${cluster.of('admin')[0].url}/deployments --json '{"uri":"http://localhost:9080"}'
Stop with Ctrl-C; everything it stored is removed then.`);

let isStopping = false;
const stop = async () => {
  if (isStopping) return;
  isStopping = true;
  console.log('perdure: stopping …');
  await cluster.stop();
  process.exit(0);
};
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
