import { launch } from '@perdure/launch';

await launch(import.meta.url, () => import('./ingress.js'));
