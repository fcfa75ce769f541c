/** Registers the deployment with an admin API. Rejects with what that says against it. */
export async function register(adminUrl: string, uri: string): Promise<void> {
  const answer = await fetch(`${adminUrl}/deployments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ uri }),
  });
  if (!answer.ok) throw new Error(`Registration was refused: ${answer.status} ${await answer.text()}`);
}
