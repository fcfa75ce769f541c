import { adminError } from './admin-errors.js';

/**
 * The form under which a deployment is known: `HTTP://Host:9080` and `http://host:9080/` are the same one. Path and
 * query stay as they are (`/a` and `/a/` differ), a fragment means nothing to a server and goes.
 *
 * Throws `DEPLOYMENT_ADDRESS_INVALID`.
 */
export function normaliseDeploymentUri(uri: string): string {
  // `localhost:9080` would parse as a URL of the scheme `localhost`.
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(uri)) {
    throw invalid(`The provided uri ${uri} is not absolute, only absolute URIs can be used.`);
  }
  const url = URL.parse(uri);
  if (url === null) throw invalid(`The provided uri ${uri} cannot be parsed. Example: http://localhost:9080`);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw invalid(`The provided uri ${uri} is neither http nor https.`);
  }
  if (url.username !== '' || url.password !== '') {
    throw invalid(
      'A user name and password in a URI are never sent to the endpoint, but would be shown with the deployment. ' +
        "Send what it wants to see in 'additional_headers'.",
    );
  }
  url.hash = '';
  return url.href;
}

function invalid(reason: string): Error {
  return adminError(
    'DEPLOYMENT_ADDRESS_INVALID',
    400,
    `The request field 'uri' is invalid. Reason: ${reason}`,
  );
}
