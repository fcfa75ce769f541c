import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { parseAllDocuments } from 'yaml';

import { programs } from '../../deploy/image/programs.mjs';
import { root } from '../workspace.mjs';
import { configOf, portsOf } from './image.mjs';
import { watchReads } from './watch-reads.mjs';

const folders = ['base', 'standalone', 'overlays/production', 'overlays/production-keda'];
/** What the Secret holds that everybody makes for themselves. */
const secrets = { PERDURE_AUTH__API_KEYS: `ops:admin:${'0'.repeat(64)}` };
const hasKubectl = spawnSync('kubectl', ['kustomize', '--help']).status === 0;
if (!hasKubectl && process.env.CI === 'true')
  it('finds kubectl, which puts the files together', () => expect(hasKubectl).toBe(true));

/** Without kubectl there is nothing to look at: what is applied is what kustomize makes of the files. */
(hasKubectl ? describe : describe.skip).each(folders)('deploy/kubernetes/%s', (folder) => {
  const resources = hasKubectl ? build(folder) : [];
  const ofKind = (...kinds) => resources.filter(({ kind }) => kinds.includes(kind));
  const workloads = ofKind('Deployment', 'StatefulSet');
  const named = (kind, name) => ofKind(kind).find(({ metadata }) => metadata.name === name);
  const selects = (selector, { spec }) =>
    Object.entries(selector).every(([label, value]) => spec.template.metadata.labels[label] === value);

  it('is valid, without fields that nobody knows', async () => {
    const known = resources.filter(({ apiVersion }) => !apiVersion.startsWith('keda.sh/'));
    expect(known.length).toBeGreaterThan(3);
    for (const resource of known) {
      const { [resource.kind]: Model } = await import(`kubernetes-models/${resource.apiVersion}`);
      const { watched, unread } = watchReads(resource);
      // Called on the resource itself, because a model is a copy, and making it reads everything.
      Model.prototype.validate.call(watched);
      expect(unread()).toEqual([]);
    }
  });

  it('runs programs of the image with settings that exist', () => {
    expect(workloads.length).toBeGreaterThan(0);
    for (const workload of workloads) {
      const { container, config, program } = node(workload);
      expect([...programs.keys()]).toContain(program);
      expect(container.ports.map(({ containerPort }) => containerPort)).toEqual(portsOf(program, config));
      expect(container.env).toContainEqual({
        name: 'PERDURE_NODE_NAME',
        valueFrom: { fieldRef: { fieldPath: 'metadata.name' } },
      });
    }
  });

  it('lets nobody in without credentials in production', () => {
    const { data } = ofKind('ConfigMap')[0];
    for (const program of ['ingress', 'admin']) {
      const start = () => configOf(data, program);
      if (folder.startsWith('overlays/production')) expect(start).toThrow('bind-address');
      else expect(start).not.toThrow();
    }
  });

  it('gives every pod time to stop, probes, bounds, and no rights', () => {
    for (const workload of workloads) {
      const { container, config } = node(workload);
      const pod = workload.spec.template.spec;
      const stopMs = config.shutdownTimeoutMs + container.lifecycle.preStop.sleep.seconds * 1000;
      expect(pod.terminationGracePeriodSeconds * 1000).toBeGreaterThan(stopMs);
      expect(container.livenessProbe.httpGet).toEqual({ path: '/health/live', port: 'node' });
      expect(container.readinessProbe.httpGet).toEqual({ path: '/health/ready', port: 'node' });
      for (const amounts of [container.resources.requests, container.resources.limits])
        expect(amounts).toEqual({ cpu: expect.any(String), memory: expect.any(String) });
      expect(pod).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      });
      expect(named('ServiceAccount', pod.serviceAccountName)).toBeDefined();
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
    }
  });

  it('has services, budgets and policies that select pods, and ports that these have', () => {
    const selections = [
      ...ofKind('Service').map(({ spec }) => [spec.selector, spec.ports.map(({ targetPort }) => targetPort)]),
      ...ofKind('PodDisruptionBudget').map(({ spec }) => [spec.selector.matchLabels, []]),
      ...ofKind('NetworkPolicy').map(({ spec }) => [
        spec.podSelector.matchLabels,
        spec.ingress.flatMap(({ ports }) => ports.map(({ port }) => port)),
      ]),
    ];
    for (const [selector, ports] of selections) {
      const selected = workloads.filter((workload) => selects(selector, workload));
      expect(selected).not.toEqual([]);
      for (const workload of selected)
        expect(node(workload).container.ports.map(({ name }) => name)).toEqual(expect.arrayContaining(ports));
    }
  });

  it('lets autoscalers alone decide about the replicas of what they scale', () => {
    for (const { spec } of ofKind('HorizontalPodAutoscaler', 'ScaledObject')) {
      const target = named('Deployment', spec.scaleTargetRef.name);
      expect(target.spec.template).toBeDefined();
      expect(target.spec.replicas).toBeUndefined();
    }
  });

  it('watches the lag of the topic and the group that the workers use', () => {
    for (const { spec } of ofKind('ScaledObject')) {
      const { kafka, defaultNumPartitions } = node(named('Deployment', spec.scaleTargetRef.name)).config;
      const { metadata } = spec.triggers.find(({ type }) => type === 'kafka');
      expect(metadata).toMatchObject({
        bootstrapServers: kafka.brokers.join(','),
        topic: kafka.topic,
        consumerGroup: kafka.groupId,
        tls: kafka.tls ? 'enable' : 'disable',
        sasl: kafka.saslMechanism.replace('scram-sha-', 'scram_sha'),
      });
      expect(spec.maxReplicaCount).toBeLessThanOrEqual(defaultNumPartitions);
    }
  });

  function node({ spec }) {
    const [container] = spec.template.spec.containers;
    const [{ configMapRef }] = container.envFrom;
    const [program] = container.args;
    const { data } = named('ConfigMap', configMapRef.name);
    return { container, program, config: configOf({ ...data, ...secrets }, program) };
  }
});

function build(folder) {
  const { stdout, stderr } = spawnSync('kubectl', ['kustomize', join(root, 'deploy/kubernetes', folder)], {
    encoding: 'utf8',
  });
  if (stderr !== '') throw new Error(stderr);
  return parseAllDocuments(stdout).map((document) => document.toJS());
}
