import { launch } from '@perdure/launch';

await launch(import.meta.url, () => import('./worker.js'));
